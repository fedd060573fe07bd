using CacheFleet.Caching;
using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace CacheFleet.Benchmarks.Nodes;

/// <summary>One process' share of a fleet: a cache with its own connection to Redis.</summary>
internal sealed class Node<T> : IAsyncDisposable
{
    private readonly IHost _host;

    private Node(IHost host, CacheFamily<long, T> family)
    {
        _host = host;
        Family = family;
        Cache = host.Services.GetRequiredService<IFleetCache>();
        Redis = host.Services.GetRequiredService<IConnectionMultiplexer>();
    }

    public IFleetCache Cache { get; }

    public CacheFamily<long, T> Family { get; }

    public IConnectionMultiplexer Redis { get; }

    /// <summary>Starts one.</summary>
    public static async Task<Node<T>> StartAsync(
        string redis, ICacheCodec<T> codec, Loader<long, T> load, EntryPolicy policy)
    {
        var builder = RedisHost.Prepare(redis);
        var family = new CacheFamily<long, T>(
            "thing", 1, KeyFormat.Number, codec, load, policy);
        builder.Services.AddSingleton(new Declared(family));
        builder.Services.AddCacheFleet(Configure).AddFamilies<Declared>().UseRedis();
        var host = builder.Build();
        await host.StartAsync();
        return new Node<T>(host, family);
    }

    // A lock lasts as long as a lease does, so that the two can be compared.
    private static void Configure(CacheFleetOptions options) => options.Lock = new LockOptions
    {
        TimeToLive = Policies.Leased.LeaseFor.Span,
        AnswerWithin = Policies.Leased.LeaseFor.Span / 4,
        SkewMargin = Policies.Leased.LeaseFor.Span / 10,
    };

    /// <summary>One of the node's own parts.</summary>
    public TPart Find<TPart>()
        where TPart : notnull => _host.Services.GetRequiredService<TPart>();

    public ValueTask<Answer<T>> ReadAsync(long id) =>
        Cache.ReadAsync(Family.Key(id), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed class Declared(CacheFamily family) : IFamilySource
    {
        public IEnumerable<CacheFamily> Families => [family];
    }
}
