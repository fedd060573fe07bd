using System.Text;
using CacheFleet.Caching;
using CacheFleet.Caching.Redis;
using CacheFleet.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Tests.Recovering;

/// <summary>
/// A replica's cache without memory: what it answers comes from the shared store or from the
/// origin. Unguarded it believes whatever store it finds, and is the control.
/// </summary>
internal sealed class StoreReader : IAsyncDisposable
{
    private readonly CacheFamily<long, string> _family;
    private readonly ServiceProvider _services;
    private readonly IHostedService[] _hosted;
    private readonly ConnectionMultiplexer _redis;

    private StoreReader(
        CacheFamily<long, string> family, ServiceProvider services, IHostedService[] hosted,
        ConnectionMultiplexer redis)
    {
        (_family, _services, _hosted, _redis) = (family, services, hosted, redis);
        Cache = services.GetRequiredService<IFleetCache>();
    }

    public IFleetCache Cache { get; }

    public bool Trusts => _services.GetRequiredService<StandingWatch>().IsTrusted;

    public static async Task<StoreReader> StartAsync(Fleet fleet, string redis, bool guarded)
    {
        var options = ConfigurationOptions.Parse(redis);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 1_000;
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        // The family's name and policy are those of the worker's.
        var family = new CacheFamily<long, string>("product", 1, KeyFormat.Number, new Text(),
            async (id, _) => Loaded.Of("a product", await fleet.VersionOfAsync(id)),
            new EntryPolicy
            {
                Name = PolicyName.Default,
                TimeToLive = Ttl.Seconds(600),
                Guard = FillGuard.Lease,
                SingleFlight = true,
            });
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConnectionMultiplexer>(connection);
        services.AddSingleton(new OneFamily([family]));
        var cache = services.AddCacheFleet().AddFamilies<OneFamily>().UseRedis();
        if (guarded)
            cache.DistrustReplacedStore();
        var provider = services.BuildServiceProvider();
        var hosted = provider.GetServices<IHostedService>().ToArray();
        foreach (var one in hosted)
            await one.StartAsync(default);
        return new StoreReader(family, provider, hosted, connection);
    }

    public async Task<Answer<string>> ReadAsync(long id) => await Cache.ReadAsync(_family.Key(id), default);

    public async Task<int> CountOlderAsync(IReadOnlyDictionary<int, long> rows)
    {
        var answers = await Task.WhenAll(rows.Keys.Select(id => ReadAsync(id)));
        return rows.Values.Zip(answers).Count(pair => pair.Second.Version < pair.First);
    }

    public async Task FillAsync(int keys)
    {
        for (var id = 1; id <= keys; id++)
            await Eventually.IsTrueAsync(
                async () => (await ReadAsync(id)).Tier == Tier.Shared, $"product {id} is in the store");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _hosted)
            await one.StopAsync(default);
        await _services.DisposeAsync();
        await _redis.CloseAsync();
    }

    private sealed record OneFamily(IEnumerable<CacheFamily> Families) : IFamilySource;

    private sealed class Text : ICacheCodec<string>
    {
        public byte[] Encode(string value) => Encoding.UTF8.GetBytes(value);

        public bool TryDecode(ReadOnlyMemory<byte> payload, out string value)
        {
            value = Encoding.UTF8.GetString(payload.Span);
            return true;
        }
    }
}
