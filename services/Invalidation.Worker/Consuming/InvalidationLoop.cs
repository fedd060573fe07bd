using CacheFleet.Caching.Kafka.Consuming;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>
/// Applies the topic's events to Redis. A batch counts as read only once all of it has been
/// applied: while Redis is dark the loop stands still and tries again, staying in its group.
/// Nothing but a message that no retry would help is passed over.
/// </summary>
internal sealed partial class InvalidationLoop(
    EventFeed feed,
    EventApplier applier,
    IOptions<WorkerOptions> options,
    LoopHealth health,
    TimeProvider clock,
    Random random,
    ILogger<InvalidationLoop> log) : BackgroundService
{
    private const string Loop = "consumer";

    // Also how long a shutdown may have to wait for an idle consumer.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Backoff _backoff = new(random);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        feed.Subscribe();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await TryTakeAsync() is { Count: > 0 } events)
                await ApplyAsync(events, stoppingToken);
        }

        feed.Close();
    }

    private async Task<IReadOnlyList<ReceivedEvent>> TryTakeAsync()
    {
        try
        {
            return await feed.TakeAsync(options.Value.BatchSize, Patience, CancellationToken.None);
        }
        catch (Exception e)
        {
            await MeetTroubleAsync(e.Message, e);
            return [];
        }
    }

    // Until all of it is done or the worker stops: then it comes again, here or elsewhere.
    private async Task ApplyAsync(
        IReadOnlyList<ReceivedEvent> events, CancellationToken stopping)
    {
        var left = events;
        while (true)
        {
            left = await TryApplyAsync(left);
            if (left.Count == 0)
            {
                feed.Done(events);
                health.Well(Loop);
                _backoff.Reset();
                return;
            }

            if (stopping.IsCancellationRequested)
                return;
            await MeetTroubleAsync($"{left.Count} of {events.Count} events undone", null);
        }
    }

    private async Task<IReadOnlyList<ReceivedEvent>> TryApplyAsync(
        IReadOnlyList<ReceivedEvent> events)
    {
        try
        {
            return await applier.ApplyAsync(events);
        }
        catch (Exception e)
        {
            // All of them again: applying one twice changes nothing.
            LogTrouble(log, e.Message, 0, e);
            return events;
        }
    }

    private async Task MeetTroubleAsync(string what, Exception? trouble)
    {
        var rest = _backoff.Next();
        health.Trouble(Loop, what);
        LogTrouble(log, what, rest.TotalSeconds, trouble);
        try
        {
            await feed.RestAsync(rest);
        }
        catch (KafkaException)
        {
            // Where Kafka itself is the trouble it may refuse at once; the rest is due anyway.
            await Task.Delay(rest, clock);
        }
    }

    [LoggerMessage(EventId = 301, Level = LogLevel.Warning,
        Message = "The consumer met trouble: {What}; tries again in {Seconds:0.0} s")]
    private static partial void LogTrouble(
        ILogger log, string what, double seconds, Exception? trouble);
}
