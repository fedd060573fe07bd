using CacheFleet.Caching.Kafka.Encoding;
using CacheFleet.Caching.Kafka.Publishing;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace CacheFleet.Invalidation.Worker.Relaying;

/// <summary>
/// Tells the topic's readers how far the relay has come, beside the relay and never in its way. While the relay stands
/// still, for whatever reason, there is nothing to tell: replicas then stop trusting their memory.
/// </summary>
internal sealed partial class MarkLoop(
    RelayProgress progress, MarkPublisher publisher, IOptions<WorkerOptions> options, TimeProvider clock,
    ILogger<MarkLoop> log) : BackgroundService
{
    private static readonly TimeSpan CountAgainAfter = TimeSpan.FromSeconds(10);

    private DateTimeOffset _told;
    private DateTimeOffset _countedAt;
    private int _partitions;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(
            TimeSpan.FromMilliseconds(options.Value.MarkMilliseconds), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (progress.CompleteTo is not { } to || to <= _told)
                continue;
            try
            {
                await TellAsync(to);
            }
            catch (KafkaException e)
            {
                LogNotTold(log, e.Error.Reason);
            }
        }
    }

    private async Task TellAsync(DateTimeOffset to)
    {
        var now = clock.GetUtcNow();
        if (now - _countedAt > CountAgainAfter)
        {
            _partitions = await publisher.CountPartitionsAsync();
            _countedAt = now;
        }

        await publisher.PublishAsync(new FeedMark(to, _partitions, progress.Epoch));
        _told = to;
    }

    [LoggerMessage(EventId = 211, Level = LogLevel.Warning,
        Message = "The feed's readers could not be told how far the relay is: {Cause}")]
    private static partial void LogNotTold(ILogger log, string cause);
}
