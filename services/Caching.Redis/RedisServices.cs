using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Redis.Locking;
using CacheFleet.Caching.Storing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>Registers what this library has.</summary>
public static class RedisServices
{
    /// <summary>Shares entries in the Redis of the registered <see cref="IConnectionMultiplexer"/>.</summary>
    public static CacheFleetBuilder UseRedis(this CacheFleetBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<RedisNews>();
        builder.Services.AddHostedService<NewsSubscription>();
        builder.Services.TryAddSingleton<ILockStore>(s => new RedisLockStore(
            s.GetRequiredService<IConnectionMultiplexer>(),
            s.GetRequiredService<IOptions<CacheFleetOptions>>().Value.Prefix));
        return builder.UseStore(s =>
        {
            var store = new RedisSharedStore(
                s.GetRequiredService<IConnectionMultiplexer>(),
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<IOptions<CacheFleetOptions>>().Value.StoreTimeout);
            return s.GetService<StandingWatch>() is { } watch ? new TrustedStore(store, watch) : store;
        });
    }

    /// <summary>
    /// Passes a store by that has been promoted or restored, until a worker has made up for what it lacks. Only for a
    /// fleet whose worker keeps a <see cref="StandingRecord"/>: see docs/adr/0012.
    /// </summary>
    public static CacheFleetBuilder DistrustReplacedStore(this CacheFleetBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(s => new StandingRecord(
            s.GetRequiredService<IConnectionMultiplexer>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<IOptions<CacheFleetOptions>>().Value.Prefix));
        builder.Services.TryAddSingleton<StandingWatch>();
        builder.Services.AddHostedService(s => s.GetRequiredService<StandingWatch>());
        return builder;
    }

    /// <summary>Adds <see cref="RedisInvalidator"/> for a consumer of events.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="families">The families whose entries it may delete.</param>
    public static IServiceCollection AddRedisInvalidator(
        this IServiceCollection services, params IEnumerable<FamilyId> families)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new KeySpaces(families));
        services.TryAddSingleton(s => new RedisInvalidator(
            s.GetRequiredService<IConnectionMultiplexer>(),
            s.GetRequiredService<KeySpaces>(),
            s.GetRequiredService<TimeProvider>()));
        return services;
    }
}
