using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Storing;
using CacheFleet.Testing;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Caching.Tests.Hybrid;

/// <summary>Nodes that use HybridCache over one store, and a factory that counts its runs.</summary>
public abstract class HybridNodes : IDisposable
{
    private readonly WakeUps _wakeUps = new();
    private readonly List<HybridNode> _nodes = [];
    private int _runs;

    private protected HybridNodes()
    {
        Store = new SwitchableStore(new MemorySharedStore(Clock, _wakeUps));
        Cache = Node();
    }

    private protected StillClock Clock { get; } = new();

    private protected SwitchableStore Store { get; }

    private protected HybridCache Cache { get; }

    private protected int Runs => _runs;

    public void Dispose()
    {
        _nodes.ForEach(node => node.Dispose());
        GC.SuppressFinalize(this);
    }

    private protected HybridCache Node(Action<IServiceCollection>? add = null)
    {
        _nodes.Add(new HybridNode(Clock, Store, _wakeUps, add: add));
        return _nodes[^1].Cache;
    }

    private protected Task<string> GetAsync(
        HybridCache? cache = null, string key = "key", string value = "value",
        HybridCacheEntryOptions? options = null, params string[] tags) =>
        (cache ?? Cache).GetOrCreateAsync(key, _ =>
        {
            Interlocked.Increment(ref _runs);
            return new ValueTask<string>(value);
        }, options, tags).AsTask();
}
