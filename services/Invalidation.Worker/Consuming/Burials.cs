using System.Collections.Concurrent;
using CacheFleet.Caching.Kafka.Consuming;
using CacheFleet.Caching.Kafka.DeadLetters;
using CacheFleet.Invalidation.Worker.Observing;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>
/// Makes dead letters, beside the loop: a broker that is slow to confirm one holds up nobody else. What has not been
/// confirmed does not count as read.
/// </summary>
internal sealed partial class Burials(
    DeadLetterOffice office, WorkerTelemetry telemetry, TimeProvider clock, ILogger<Burials> log)
{
    private readonly ConcurrentQueue<(KeyWork Work, Exception? Trouble)> _ended = new();

    /// <summary>Begins one; it shows up in <see cref="TryTakeEnded"/>.</summary>
    public void Begin(KeyWork work) => _ = BuryAsync(work);

    public bool TryTakeEnded(out KeyWork work, out Exception? trouble)
    {
        var any = _ended.TryDequeue(out var ended);
        (work, trouble) = ended;
        return any;
    }

    private async Task BuryAsync(KeyWork work)
    {
        try
        {
            await Task.WhenAll(work.Events.Select(received => office.AddAsync(Letter(work, received))));
            foreach (var received in work.Events)
            {
                telemetry.DeadLetter(work.Verdict!.Reason);
                LogDead(log, received.At.ToString(), work.Verdict.Reason, work.Verdict.Cause);
            }

            _ended.Enqueue((work, null));
        }
        catch (Exception e)
        {
            _ended.Enqueue((work, e));
        }
    }

    private DeadLetter Letter(KeyWork work, ReceivedEvent received) => new()
    {
        Topic = received.At.Topic,
        Partition = received.At.Partition.Value,
        Offset = received.At.Offset.Value,
        Reason = work.Verdict!.Reason,
        Cause = work.Verdict.Cause,
        Stack = work.Verdict.Stack,
        Attempts = Math.Max(1, work.OwnFaults),
        DiedAt = clock.GetUtcNow(),
        Key = received.Raw.Key,
        Value = received.Raw.Value ?? [],
    };

    [LoggerMessage(EventId = 302, Level = LogLevel.Error,
        Message = "Message at {Position} is a dead letter ({Reason}): {Cause}")]
    private static partial void LogDead(ILogger log, string position, string reason, string cause);
}
