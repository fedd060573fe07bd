using System.Collections.Concurrent;
using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Reading;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Near;

/// <summary>Two nodes with an L1 each, and as many cold ones as wanted, over one shared store and one table.</summary>
internal sealed class Fleet : IDisposable
{
    public static readonly EntryPolicy Policy = new()
    {
        Name = new PolicyName("lease"),
        TimeToLive = Ttl.Seconds(60),
        Guard = FillGuard.Lease,
        SingleFlight = true,
        Near = new NearOptions(),
    };

    private readonly ConcurrentDictionary<long, long> _rows = new();
    private readonly WakeUps _wakeUps = new();
    private readonly EntryPolicy _policy;

    public Fleet(EntryPolicy? policy = null, Func<ISharedStore, ISharedStore>? aroundStoreOfA = null)
    {
        _policy = policy ?? Policy;
        Store = new MemorySharedStore(Clock, _wakeUps);
        A = Node(aroundStoreOfA?.Invoke(Store) ?? Store);
        B = Node(Store);
    }

    public StillClock Clock { get; } = new();

    public MemorySharedStore Store { get; }

    public OneCache A { get; }

    public OneCache B { get; }

    /// <summary>Runs in every load after it has read the row, and before it hands it on.</summary>
    public Func<long, Task> Hold { get; set; } = _ => Task.CompletedTask;

    public void Commit(long id, long version) => _rows[id] = version;

    public OneCache Cold() => Node(Store);

    /// <summary>What a node answers now, and by when it has seen it twice: a stuck entry shows in either.</summary>
    public static async Task<long[]> VersionsAsync(OneCache node, long id) =>
        [(await node.ReadAsync(id)).Version, (await node.ReadAsync(id)).Version];

    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }

    private OneCache Node(ISharedStore store) => new(_policy, async (id, cancellation) =>
    {
        var version = _rows[id];
        await Hold(id).WaitAsync(cancellation);
        return Loaded.Of($"v{version}", version);
    }, Clock, store, _wakeUps);
}
