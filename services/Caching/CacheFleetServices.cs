using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Observing;
using CacheFleet.Caching.Reading;
using CacheFleet.Caching.Storing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CacheFleet.Caching;

/// <summary>Registers the cache.</summary>
public static class CacheFleetServices
{
    internal const string BareStore = "CacheFleet.BareStore";

    /// <summary>Adds <see cref="IFleetCache"/>; go on with families and a store.</summary>
    public static CacheFleetBuilder AddCacheFleet(
        this IServiceCollection services, Action<CacheFleetOptions>? configure = null)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FleetTelemetry>();
        services.TryAddSingleton<WakeUps>();
        var options = services.AddOptions<CacheFleetOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<CacheFleetOptions>, CacheFleetOptionsRule>());
        services.TryAddSingleton<IFencedLock>(s => NewLock(s));
        services.TryAddSingleton<ISharedStore>(s => GuardedStore(s));
        services.TryAddSingleton(s => new KeySpaces(
            Families(s).Select(f => f.Id), Options(s).Prefix));
        services.TryAddSingleton(s => new FleetCache(Families(s), Parts(s)));
        services.TryAddSingleton<IFleetCache>(s => s.GetRequiredService<FleetCache>());
        services.TryAddSingleton<IInvalidationSink>(s => s.GetRequiredService<FleetCache>());
        services.TryAddSingleton<INearContents>(s => s.GetRequiredService<FleetCache>());
        return new CacheFleetBuilder(services);
    }

    // Outermost the span, then the circuit: a trace shows that a dark store was not asked.
    private static ObservedStore GuardedStore(IServiceProvider services)
    {
        var bare = services.GetKeyedService<ISharedStore>(BareStore)
            ?? throw new InvalidOperationException(
                "The cache has no shared store: add UseRedis() or UseMemory() to AddCacheFleet().");
        var options = Options(services);
        var circuit = new Circuit(services.GetRequiredService<TimeProvider>(),
            options.FailuresToOpen, options.RetryDarkStoreEvery);
        return new ObservedStore(new FailFastStore(bare, circuit));
    }

    private static FencedLock NewLock(IServiceProvider services)
    {
        var store = services.GetService<ILockStore>()
            ?? throw new InvalidOperationException(
                "The cache has no lock: add UseRedis() or UseMemory() to AddCacheFleet(), "
                + $"or register an {nameof(ILockStore)}.");
        // Not by the seed: two processes with one seed would pass for one holder.
        return new FencedLock(store, Options(services).Lock,
            services.GetRequiredService<TimeProvider>(), new Random());
    }

    private static ReaderParts Parts(IServiceProvider services) => new(
        services.GetRequiredService<ISharedStore>(),
        services.GetRequiredService<KeySpaces>(),
        services.GetRequiredService<FleetTelemetry>(),
        services.GetRequiredService<TimeProvider>(),
        new Chance((ulong)Options(services).Seed),
        services.GetRequiredService<WakeUps>(),
        services.GetRequiredService<IFencedLock>,
        services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default);

    private static IEnumerable<CacheFamily> Families(IServiceProvider services) =>
        services.GetServices<IFamilySource>().SelectMany(source => source.Families);

    private static CacheFleetOptions Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<CacheFleetOptions>>().Value;
}
