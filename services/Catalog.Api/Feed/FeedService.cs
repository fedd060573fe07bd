using System.Diagnostics.Metrics;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka;
using CacheFleet.Caching.Kafka.Following;
using CacheFleet.Caching.Redis;
using CacheFleet.Catalog.Api.Origin;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace CacheFleet.Catalog.Api.Feed;

/// <summary>Runs the feed of changes for as long as the replica runs.</summary>
internal sealed partial class FeedService(
    IConsumer<string, byte[]> consumer, IInvalidationSink cache, StandingWatch standing,
    IChangeWatch watch, IMeterFactory meters,
    IOptions<FeedOptions> options, IConfiguration configuration, TimeProvider clock,
    ILogger<FeedService> log) : BackgroundService
{
    private readonly FeedOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sink = new ObservedSink(cache, watch, meters, clock, trusted => LogTrust(log, trusted));
        var trust = new FeedTrust(sink, clock, TimeSpan.FromMilliseconds(_options.BoundMilliseconds),
            () => standing.IsRecovering);
        sink.Watch(trust);
        var reminder = BrokerReminder.For(
            consumer, configuration.GetConnectionString(FeedSetup.Kafka) ?? "", clock);
        await new ReplicaFeed(new TopicFollower(consumer, _options.Topic, reminder), trust, sink, clock,
            cause => LogTrouble(log, cause)).RunAsync(stoppingToken);
    }

    [LoggerMessage(EventId = 402, Level = LogLevel.Information,
        Message = "Memory is trusted by the feed of changes: {Trusted}")]
    private static partial void LogTrust(ILogger log, bool trusted);

    [LoggerMessage(EventId = 403, Level = LogLevel.Warning,
        Message = "The feed of changes met trouble and goes on: {Cause}")]
    private static partial void LogTrouble(ILogger log, string cause);
}
