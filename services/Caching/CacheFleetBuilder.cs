using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Storing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CacheFleet.Caching;

/// <summary>Goes on where <see cref="CacheFleetServices.AddCacheFleet"/> begins.</summary>
public sealed class CacheFleetBuilder
{
    internal CacheFleetBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services that it adds to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Serves the families that a class declares; its constructor gets services.</summary>
    public CacheFleetBuilder AddFamilies<TSource>()
        where TSource : class, IFamilySource
    {
        Services.TryAddSingleton<TSource>();
        Services.AddSingleton<IFamilySource>(s => s.GetRequiredService<TSource>());
        return this;
    }

    /// <summary>Uses the given shared store.</summary>
    public CacheFleetBuilder UseStore(Func<IServiceProvider, ISharedStore> store)
    {
        Services.TryAddKeyedSingleton(CacheFleetServices.BareStore, (s, _) => store(s));
        return this;
    }

    /// <summary>Keeps entries in this process: for tests and single processes.</summary>
    public CacheFleetBuilder UseMemory()
    {
        Services.TryAddSingleton<ILockStore>(
            s => new MemoryLockStore(s.GetRequiredService<TimeProvider>()));
        return UseStore(s => new MemorySharedStore(
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<WakeUps>()));
    }
}
