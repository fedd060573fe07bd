using System.Text;
using CacheFleet.Caching.Storing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis.Tests;

/// <summary>A process' cache of one family, on a real Redis and in real time.</summary>
internal sealed class LiveCache : IAsyncDisposable
{
    public static readonly EntryPolicy Leased = new()
    {
        Name = new PolicyName("lease"),
        TimeToLive = Ttl.Seconds(60),
        Guard = FillGuard.Lease,
        SingleFlight = true,
    };

    private readonly ServiceProvider _services;
    private readonly ConnectionMultiplexer _redis;

    private LiveCache(
        ConnectionMultiplexer redis, Loader<long, string> load, IReadOnlyList<EntryPolicy> policies,
        StoreScripts scripts, Action<CacheFleetOptions>? configure)
    {
        _redis = redis;
        Family = new CacheFamily<long, string>(
            "thing", 1, KeyFormat.Number, new Utf8Codec(), load, policies);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConnectionMultiplexer>(redis);
        services.AddSingleton(new Declared(Family));
        services.AddCacheFleet(configure).AddFamilies<Declared>().UseStore(s =>
            new RedisSharedStore(redis, TimeProvider.System, Timeout(s), scripts)).UseRedis();
        _services = services.BuildServiceProvider();
        Cache = _services.GetRequiredService<IFleetCache>();
    }

    public CacheFamily<long, string> Family { get; }

    public IFleetCache Cache { get; }

    public KeySpaces Spaces => _services.GetRequiredService<KeySpaces>();

    public IConnectionMultiplexer Redis => _redis;

    public static async Task<LiveCache> StartAsync(
        string connectionString, Loader<long, string> load,
        IReadOnlyList<EntryPolicy>? policies = null, StoreScripts? scripts = null,
        Action<CacheFleetOptions>? configure = null)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(ConfigurationOptions.Parse(
            connectionString + ",abortConnect=false,connectTimeout=2000"));
        var cache = new LiveCache(
            redis, load, policies ?? [Leased], scripts ?? StoreScripts.Shipped, configure);
        foreach (var service in cache._services.GetServices<IHostedService>())
            await service.StartAsync(default);
        return cache;
    }

    public async Task<Answer<string>> ReadAsync(long id = 1) =>
        await Cache.ReadAsync(Family.Key(id), TestContext.Current.CancellationToken);

    public async Task<StoreTrouble> InvalidateAsync(long version, long id = 1) =>
        await Cache.InvalidateAsync(Family.Key(id), version, default);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StopAsync(default);
        await _services.DisposeAsync();
        await _redis.CloseAsync(allowCommandsToComplete: false);
    }

    private static TimeSpan Timeout(IServiceProvider services) => services
        .GetRequiredService<Microsoft.Extensions.Options.IOptions<CacheFleetOptions>>()
        .Value.StoreTimeout;

    private sealed class Declared(CacheFamily family) : IFamilySource
    {
        public IEnumerable<CacheFamily> Families => [family];
    }

    private sealed class Utf8Codec : ICacheCodec<string>
    {
        public byte[] Encode(string value) => Encoding.UTF8.GetBytes(value);

        public bool TryDecode(ReadOnlyMemory<byte> payload, out string value)
        {
            value = Encoding.UTF8.GetString(payload.Span);
            return true;
        }
    }
}
