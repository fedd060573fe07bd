using CacheFleet.Caching.Postgres.Relaying;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CacheFleet.Invalidation.Worker.Relaying;

/// <summary>
/// Says who holds the relay back: a transaction that stays open stalls every later event, and nothing else would show
/// it. <c>cachefleet.outbox.stalled</c> is the alarm, this log the name.
/// </summary>
internal sealed partial class StallWatch(
    RelayProgress progress, OutboxStall stall, IOptions<WorkerOptions> options, LoopHealth health, TimeProvider clock,
    ILogger<StallWatch> log) : BackgroundService
{
    private const string Loop = "outbox";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayAgainAfter = TimeSpan.FromSeconds(30);

    private DateTimeOffset _saidAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (NpgsqlException)
            {
                // The relay reports what is wrong with the database.
            }
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        var heldBack = progress.HeldBackFor;
        if (!progress.IsActive || heldBack < TimeSpan.FromMilliseconds(options.Value.StallMilliseconds))
        {
            health.Well(Loop);
            _saidAt = default;
            return;
        }

        if (await stall.FindAsync(stopping) is not { } open)
            return;
        health.Trouble(Loop, $"events wait behind pid {open.Pid} for {heldBack.TotalSeconds:0} s");
        if (clock.GetUtcNow() - _saidAt < SayAgainAfter)
            return;
        _saidAt = clock.GetUtcNow();
        LogStalled(log, heldBack.TotalSeconds, open.Pid, open.Who, open.State, open.TransactionAge.TotalSeconds,
            open.QueryAge.TotalSeconds, open.Query);
    }

    [LoggerMessage(EventId = 221, Level = LogLevel.Error,
        Message = "The relay has been held back for {Seconds:0.0} s by pid {Pid} ({Who}), {State}: its transaction is "
            + "{TransactionSeconds:0.0} s old, its statement {QuerySeconds:0.0} s: {Query}. To end it: "
            + "SELECT pg_terminate_backend({Pid})")]
    private static partial void LogStalled(
        ILogger log, double seconds, int? pid, string who, string state, double transactionSeconds,
        double querySeconds, string query);
}
