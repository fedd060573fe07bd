using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Invalidation.Worker.Observing;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CacheFleet.Invalidation.Worker.Relaying;

/// <summary>
/// Moves committed events from the outbox to the topic; of all workers one is active, the others
/// wait.
/// <para>
/// Read below the horizon, publish, wait for every delivery report, move the cursor: in this order
/// a crash anywhere repeats events and loses none. Any trouble ends the session, and the loop
/// begins again after a rest, here or in another worker.
/// </para>
/// </summary>
internal sealed partial class RelayLoop(
    NpgsqlDataSource dataSource,
    RelayPublisher publisher,
    RelayProgress progress,
    IOptions<WorkerOptions> options,
    WorkerTelemetry telemetry,
    LoopHealth health,
    TimeProvider clock,
    Random random,
    ILogger<RelayLoop> log) : BackgroundService
{
    /// <summary>
    /// Names the cursor and the lock; renaming it would publish everything again.
    /// </summary>
    public const string Name = "kafka";

    private const string Loop = "relay";

    private readonly WorkerOptions _options = options.Value;
    private readonly Backoff _backoff = new(random);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var rest = TimeSpan.FromMilliseconds(_options.StandbyMilliseconds);
            try
            {
                await TryBeActiveAsync(stoppingToken);
                health.Well(Loop);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // On the way out; what was not confirmed is still above the cursor.
            }
            catch (Exception e)
            {
                // Whatever it was, the outbox still has it: the loop must never end.
                rest = _backoff.Next();
                health.Trouble(Loop, e.Message);
                LogTrouble(log, rest.TotalSeconds, e);
            }

            await Task.Delay(rest, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryBeActiveAsync(CancellationToken stopping)
    {
        await using var session = await RelaySession.TryOpenAsync(
            dataSource, new OutboxSchema(_options.OutboxSchema), Name,
            TimeSpan.FromMilliseconds(_options.SilenceMilliseconds), stopping);
        if (session is null)
            return;
        try
        {
            LogActive(log);
            telemetry.IsActive(true);
            await RelayAsync(session, stopping);
        }
        finally
        {
            telemetry.IsActive(false);
        }
    }

    private async Task RelayAsync(RelaySession session, CancellationToken stopping)
    {
        var at = await session.LoadCursorAsync(stopping);
        while (!stopping.IsCancellationRequested)
        {
            var batch = await session.ReadAsync(at, _options.BatchSize, stopping);
            if (batch.Entries.Count > 0)
            {
                // Begun is finished, also during a shutdown: the deliveries have their own limit.
                await publisher.PublishAsync(batch.Entries);
                await session.MoveCursorAsync(batch.End, CancellationToken.None);
                at = batch.End;
            }

            if (batch.CompleteTo is { } time)
                progress.IsComplete(time);
            health.Well(Loop);
            _backoff.Reset();
            if (batch.Entries.Count < _options.BatchSize)
                await session.RestAsync(RestAfter(batch), stopping);
        }
    }

    // A relay that rested for longer than a mark is due would have nothing new to say in it.
    private TimeSpan RestAfter(OutboxBatch batch) => TimeSpan.FromMilliseconds(batch.HeldBack
        ? _options.HeldBackPollMilliseconds
        : Math.Min(_options.PollMilliseconds, _options.MarkMilliseconds));

    [LoggerMessage(EventId = 201, Level = LogLevel.Information,
        Message = "This relay is the active one")]
    private static partial void LogActive(ILogger log);

    [LoggerMessage(EventId = 202, Level = LogLevel.Warning,
        Message = "The relay met trouble and goes on in {Seconds:0.0} s; nothing is lost")]
    private static partial void LogTrouble(ILogger log, double seconds, Exception trouble);
}
