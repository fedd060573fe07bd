using System.Text;
using CacheFleet.Caching;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka;
using CacheFleet.Caching.Kafka.Following;
using CacheFleet.Caching.Redis;
using CacheFleet.Testing;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Invalidation.Worker.Tests;

/// <summary>
/// A replica's cache that never hears a hint: what its memory drops, it drops by the log alone. Without a feed it is
/// the control.
/// </summary>
internal sealed class DeafReplica : IAsyncDisposable
{
    public static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(1_500);

    private readonly ServiceProvider _services;
    private readonly CacheFamily<long, string> _family;
    private readonly CancellationTokenSource _stopping = new();
    private readonly IConsumer<string, byte[]>? _consumer;
    private readonly FeedTrust? _trust;
    private readonly Task _feed = Task.CompletedTask;

    public DeafReplica(Servers servers, Fleet fleet, bool withFeed)
    {
        _family = new CacheFamily<long, string>("product", 1, KeyFormat.Number, new TextCodec(),
            async (id, _) => Loaded.Of("a product", await fleet.VersionOfAsync(id)),
            new EntryPolicy
            {
                Name = new PolicyName("lease"),
                TimeToLive = Ttl.Seconds(600),
                Guard = FillGuard.Lease,
                SingleFlight = true,
                Near = new NearOptions(),
            });
        var services = new ServiceCollection();
        services.AddSingleton(new OneFamily([_family]));
        services.AddCacheFleet(options => options.Prefix = fleet.Topic)
            .AddFamilies<OneFamily>()
            .UseStore(_ => new RedisSharedStore(
                servers.Connection, TimeProvider.System, TimeSpan.FromSeconds(2)));
        _services = services.BuildServiceProvider();
        Cache = _services.GetRequiredService<IFleetCache>();
        if (!withFeed)
            return;
        var config = servers.Kafka.Configure(new ConsumerConfig());
        KafkaRules.ApplyToFollower(config, $"{fleet.Topic}.replica");
        _consumer = new ConsumerBuilder<string, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        var reminder = BrokerReminder.For(_consumer, config.BootstrapServers, TimeProvider.System);
        var sink = _services.GetRequiredService<IInvalidationSink>();
        _trust = new FeedTrust(sink, TimeProvider.System, Bound);
        _feed = new ReplicaFeed(new TopicFollower(_consumer, fleet.Topic, reminder), _trust, sink,
            TimeProvider.System, Troubles.Add).RunAsync(_stopping.Token);
    }

    public IFleetCache Cache { get; }

    public System.Collections.Concurrent.ConcurrentBag<string> Troubles { get; } = [];

    public INearContents Contents => _services.GetRequiredService<INearContents>();

    public bool IsTrusted => _trust is { IsTrusted: true };

    public async Task<Answer<string>> ReadAsync(long id) => await Cache.ReadAsync(_family.Key(id), default);

    /// <summary>Reads until memory answers: on a busy machine a mark comes late, and trust pauses.</summary>
    public Task IsRememberedAsync(long id) => Eventually.IsTrueAsync(
        async () => (await ReadAsync(id)).Tier == Tier.Near, $"product {id} is answered from memory");

    /// <summary>What a writer does after its commit; its hint is heard by nobody here.</summary>
    public async Task InvalidateAsync(long id, long version) =>
        await Cache.InvalidateAsync(_family.Key(id), version, default);

    public async Task<int> CountOlderAsync(IReadOnlyDictionary<int, long> rows)
    {
        var old = 0;
        foreach (var (id, version) in rows)
            old += (await ReadAsync(id)).Version < version ? 1 : 0;
        return old;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _feed;
        _consumer?.Dispose();
        _stopping.Dispose();
        await _services.DisposeAsync();
    }

    private sealed record OneFamily(IEnumerable<CacheFamily> Families) : IFamilySource;

    private sealed class TextCodec : ICacheCodec<string>
    {
        public byte[] Encode(string value) => Encoding.UTF8.GetBytes(value);

        public bool TryDecode(ReadOnlyMemory<byte> payload, out string value)
        {
            value = Encoding.UTF8.GetString(payload.Span);
            return true;
        }
    }
}
