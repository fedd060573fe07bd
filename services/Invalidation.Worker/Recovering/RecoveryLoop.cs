using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Caching.Redis;
using CacheFleet.Invalidation.Worker.Relaying;
using Confluent.Kafka;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Recovering;

/// <summary>
/// Sees, in the active relay's worker, whether the store lacks events, and begins what makes up
/// for them.
/// </summary>
/// <remarks>
/// Four reasons: the store is another one than the log was applied to (promoted, restored,
/// restarted); it has lost even its record (restarted empty); somebody has asked; the outbox is
/// longer than the option allows. A recovery that its worker did not live to end is begun anew by
/// the next one.
/// </remarks>
internal sealed partial class RecoveryLoop(
    StandingRecord record, RecoveryRun run, RelayProgress progress, OutboxBacklog backlog,
    IOptions<WorkerOptions> options, LoopHealth health, TimeProvider clock, ILogger<RecoveryLoop> log)
    : BackgroundService
{
    private const string Loop = "recovery";

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly AppliedHistory _history = new(clock);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!progress.IsActive)
            {
                _history.Clear();
                continue;
            }

            try
            {
                await LookAsync(stoppingToken);
                health.Well(Loop);
            }
            catch (Exception e) when (e is RedisException or TimeoutException or KafkaException or NpgsqlException
                || (e is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                // Readers pass the store by until this has worked.
                health.Trouble(Loop, e.Message);
            }
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        var standing = await record.ReadAsync();
        if (Begun(standing) is not { } due)
        {
            if (standing.Record is null)
                await record.SettleAsync(standing.Identity, standing.Applied);
            _history.Add(standing.Applied);
            await MindBacklogAsync(stopping);
            return;
        }

        LogBegun(log, due.Recovery, due.Cause);
        var report = await run.RunAsync(due, standing, stopping);
        LogEnded(log, due.Recovery, report);
        _history.Clear();
    }

    private DueRecovery? Begun(StoreStanding standing)
    {
        var usual = options.Value.Recovery;
        if (standing.IsAnother)
            return new DueRecovery(usual, RecoveryCause.StoreReplaced, standing.Applied);
        if (standing.Record is null && _history.Oldest is { } known)
            return new DueRecovery(usual, RecoveryCause.StoreEmpty, known);
        return (standing.Wanted ?? standing.Recovering) is { } asked
            ? new DueRecovery(Enum.TryParse<Recovery>(asked, ignoreCase: true, out var recovery) ? recovery : usual,
                RecoveryCause.Asked, standing.Applied)
            : null;
    }

    private async Task MindBacklogAsync(CancellationToken stopping)
    {
        // Counted only by whoever wants it: a long backlog takes long to count.
        if (options.Value.RecoverAbove > 0 && await backlog.CountAsync(stopping) > options.Value.RecoverAbove)
            await record.WantAsync(options.Value.Recovery.ToString());
    }

    [LoggerMessage(EventId = 501, Level = LogLevel.Warning,
        Message = "The store lacks events ({Cause}): {Recovery} begins, readers pass the store by")]
    private static partial void LogBegun(ILogger log, Recovery recovery, RecoveryCause cause);

    [LoggerMessage(EventId = 502, Level = LogLevel.Warning, Message = "{Recovery} ended: {Report}")]
    private static partial void LogEnded(ILogger log, Recovery recovery, string report);
}
