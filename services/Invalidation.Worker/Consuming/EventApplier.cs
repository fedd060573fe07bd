using System.Diagnostics;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka.Consuming;
using CacheFleet.Caching.Kafka.Encoding;
using CacheFleet.Caching.Redis;
using CacheFleet.Invalidation.Worker.Observing;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>
/// Applies a batch to Redis, all keys at once and each key once: its newest version says all that
/// the older ones would have.
/// </summary>
internal sealed partial class EventApplier(
    RedisInvalidator redis,
    WorkerTelemetry telemetry,
    TimeProvider clock,
    ILogger<EventApplier> log)
{
    /// <summary>Applies what it can.</summary>
    /// <returns>The events that Redis would not take now; apply them again.</returns>
    public async Task<IReadOnlyList<ReceivedEvent>> ApplyAsync(IReadOnlyList<ReceivedEvent> events)
    {
        var known = new List<Arrived>();
        foreach (var received in events)
        {
            if (received.Content is Decoding.Known content)
                known.Add(new Arrived(received, content.Change));
            else if (received.Content is Decoding.Undecodable undecodable)
                PassOver(received, "undecodable", undecodable.Cause);
        }

        var left = await Task.WhenAll(
            known.GroupBy(arrived => arrived.Change.Subject).Select(ApplyToOneKeyAsync));
        return [.. left.SelectMany(undone => undone)];
    }

    private async Task<IEnumerable<ReceivedEvent>> ApplyToOneKeyAsync(
        IEnumerable<Arrived> sameKey)
    {
        var arrived = sameKey.OrderByDescending(one => one.Change.Version).ToList();
        var newest = arrived[0].Change;
        using var span = telemetry.Start(
            "cachefleet.invalidate", ActivityKind.Consumer, newest.TraceParent);
        span?.SetTag("messaging.system", "kafka");
        span?.SetTag("messaging.operation.type", "process");
        span?.SetTag("cachefleet.family", newest.Family);
        var outcome = await redis.InvalidateAsync(
            newest.Family, newest.Key, newest.Version, CancellationToken.None);
        span?.SetTag("cachefleet.outcome", Name(outcome));
        if (outcome == InvalidationOutcome.Dark)
        {
            span?.SetStatus(ActivityStatusCode.Error, "Redis did not answer");
            return arrived.Select(one => one.Received);
        }

        Count(arrived[0], outcome);
        foreach (var older in arrived.Skip(1))
            Count(older, outcome == InvalidationOutcome.Unknown
                ? outcome
                : InvalidationOutcome.AlreadyNewer);
        return [];
    }

    private void Count(Arrived one, InvalidationOutcome outcome)
    {
        telemetry.Applied(Name(outcome));
        if (outcome == InvalidationOutcome.Unknown)
            PassOver(one.Received, "unknown_family", $"no family or key '{one.Change.Subject}'");
        else if (one.Change.CommittedAt is { } committed)
            telemetry.Lag(clock.GetUtcNow() - committed);
    }

    private void PassOver(ReceivedEvent received, string reason, string cause)
    {
        telemetry.DeadLetter(reason);
        LogPassedOver(log, received.At.ToString(), cause);
    }

    private static string Name(InvalidationOutcome outcome) => outcome switch
    {
        InvalidationOutcome.Deleted => "deleted",
        InvalidationOutcome.NothingThere => "nothing_there",
        InvalidationOutcome.AlreadyNewer => "already_newer",
        InvalidationOutcome.Dark => "dark",
        _ => "unknown",
    };

    [LoggerMessage(EventId = 302, Level = LogLevel.Error,
        Message = "Message at {Position} passed over: {Cause}")]
    private static partial void LogPassedOver(ILogger log, string position, string cause);

    private sealed record Arrived(ReceivedEvent Received, EntityChanged Change);
}
