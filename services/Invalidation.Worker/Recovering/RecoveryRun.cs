using System.Globalization;
using CacheFleet.Caching.Redis;
using CacheFleet.Invalidation.Worker.Observing;
using CacheFleet.Invalidation.Worker.Relaying;
using Microsoft.Extensions.Options;

namespace CacheFleet.Invalidation.Worker.Recovering;

/// <summary>Why the store lacks events.</summary>
internal enum RecoveryCause
{
    /// <summary>
    /// It was promoted, restored or restarted: it has an older record than its own.
    /// </summary>
    StoreReplaced,

    /// <summary>It was restarted without its data.</summary>
    StoreEmpty,

    /// <summary>Somebody says so, or the outbox has grown too long.</summary>
    Asked,
}

/// <summary>A recovery that is to be made.</summary>
/// <param name="Recovery">Which.</param>
/// <param name="Cause">Why.</param>
/// <param name="From">Up to where the log has been applied to this store.</param>
internal sealed record DueRecovery(
    Recovery Recovery, RecoveryCause Cause, IReadOnlyDictionary<int, long> From);

/// <summary>
/// One recovery, from the first reader that passes the store by to the last one that believes it
/// again.
/// </summary>
/// <remarks>
/// 1. The record says that a recovery is under way; then a rest, until every reader has seen it.
/// 2. What is still in the outbox comes into the topic: all of it, each key's newest event, or
///    nothing.
/// 3. The topic's end is measured; what lies before it, from where the store stands, is applied:
///    all of it, each key's newest event, or nothing, and all entries are dropped. So too where
///    the broker has removed a part of it.
/// 4. The record says up to where it has been made up for, and in the same step that this is the
///    store it speaks of. After a lost store the outbox is left alone: the log itself goes on as
///    ever.
/// </remarks>
internal sealed class RecoveryRun(
    StandingRecord record, StoreReplay replay, EntrySweep sweep, RelayOrders orders, RelayProgress progress,
    WorkerTelemetry telemetry, IOptions<WorkerOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <returns>What it came to, in words.</returns>
    public async Task<string> RunAsync(DueRecovery due, StoreStanding standing, CancellationToken stopping)
    {
        var begun = clock.GetTimestamp();
        var cap = TimeSpan.FromSeconds(options.Value.CapSeconds);
        await record.BeginAsync(due.Recovery.ToString(), cap);
        await Task.Delay(StandingWatch.KnownWithin, clock, stopping);
        if (due.Cause == RecoveryCause.Asked)
            await EmptyOutboxAsync(due.Recovery, stopping);
        var span = await replay.MeasureAsync(due.From);
        long applied = 0, dropped = 0;
        if (due.Recovery == Recovery.Flush || !span.IsWhole)
        {
            dropped = await sweep.RunAsync(stopping);
            await record.CapAsync(cap);
        }
        else
            applied = await replay.ApplyAsync(span, due.Recovery == Recovery.Compacted, stopping);
        var took = clock.GetElapsedTime(begun);
        var report = string.Create(CultureInfo.InvariantCulture,
            $"{span.Messages} messages, {applied} applied, {dropped} entries dropped, {took.TotalSeconds:0.0} s");
        if (!await record.SettleAsync(standing.Identity, span.To))
            throw new TimeoutException("The store was replaced during its recovery.");
        telemetry.Recovered(due.Recovery.ToString(), due.Cause.ToString());
        return report;
    }

    private async Task EmptyOutboxAsync(Recovery recovery, CancellationToken stopping)
    {
        if (recovery != Recovery.Replay)
        {
            await orders.AskAsync(recovery, stopping);
            return;
        }

        var now = clock.GetUtcNow();
        while (progress.CompleteTo is not { } to || to < now)
        {
            if (!progress.IsActive)
                throw new OperationCanceledException("Another worker's relay is the active one now.");
            await Task.Delay(LookEvery, clock, stopping);
        }
    }
}
