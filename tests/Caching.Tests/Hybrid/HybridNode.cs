using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Storing;
using CacheFleet.Testing;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Caching.Tests.Hybrid;

/// <summary>A process that uses HybridCache, over a store and a clock that it may share with others.</summary>
internal sealed class HybridNode : IDisposable
{
    private readonly ServiceProvider _services;

    public HybridNode(
        StillClock clock, ISharedStore store, WakeUps wakeUps,
        Action<FleetHybridOptions>? configure = null, Action<IServiceCollection>? add = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(wakeUps);
        services.AddSingleton<ILockStore>(new MemoryLockStore(clock));
        add?.Invoke(services);
        services.AddCacheFleet().AddHybridCache(configure).UseStore(_ => store);
        _services = services.BuildServiceProvider();
        Cache = _services.GetRequiredService<HybridCache>();
    }

    public HybridCache Cache { get; }

    public void Dispose() => _services.Dispose();
}
