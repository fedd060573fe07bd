using System.Diagnostics;
using CacheFleet.Caching.Redis;
using CacheFleet.Invalidation.Worker.Observing;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>What came of one key.</summary>
internal enum Applied
{
    /// <summary>It holds in Redis.</summary>
    Done,

    /// <summary>Redis would not take it now.</summary>
    Refused,

    /// <summary>No such family or key can be.</summary>
    Unknown,

    /// <summary>Others had been refused before its turn came.</summary>
    Untried,
}

/// <summary>Where keys are applied.</summary>
internal interface IKeyApplier
{
    /// <summary>One outcome for each key, in the same order.</summary>
    Task<Applied[]> ApplyAsync(IReadOnlyList<KeyWork> keys);

    /// <summary>Whether it takes anything at all now.</summary>
    Task<bool> TakesAsync();
}

/// <summary>
/// Applies keys to Redis over one pipeline, a bounded number at a time, each once: its newest
/// version.
/// </summary>
internal sealed class EventApplier(
    RedisInvalidator redis, RedisPace pace, WorkerTelemetry telemetry, TimeProvider clock) : IKeyApplier
{
    // Mutant: all of them at once.
    public async Task<Applied[]> ApplyAsync(IReadOnlyList<KeyWork> keys)
    {
        var tried = await pace.AskAsync(keys, ApplyAsync, one => one == Applied.Refused);
        return [.. tried, .. Enumerable.Repeat(Applied.Untried, keys.Count - tried.Count)];
    }

    public Task<bool> TakesAsync() => redis.TakesAsync(CancellationToken.None);

    private async Task<Applied> ApplyAsync(KeyWork work)
    {
        var newest = work.Newest!;
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
            return Applied.Refused;
        }

        Count(work, outcome);
        return outcome == InvalidationOutcome.Unknown ? Applied.Unknown : Applied.Done;
    }

    private void Count(KeyWork work, InvalidationOutcome outcome)
    {
        telemetry.Applied(Name(outcome));
        for (var older = 1; older < work.Events.Count; older++)
        {
            telemetry.Applied(Name(outcome == InvalidationOutcome.Unknown
                ? outcome
                : InvalidationOutcome.AlreadyNewer));
        }

        if (outcome == InvalidationOutcome.Unknown)
            return;
        var now = clock.GetUtcNow();
        foreach (var committed in work.Committed)
            telemetry.Lag(now - committed);
    }

    private static string Name(InvalidationOutcome outcome) => outcome switch
    {
        InvalidationOutcome.Deleted => "deleted",
        InvalidationOutcome.NothingThere => "nothing_there",
        InvalidationOutcome.AlreadyNewer => "already_newer",
        InvalidationOutcome.Dark => "dark",
        _ => "unknown",
    };
}
