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
    BacklogShortcut shortcut,
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
            progress.Epoch = await session.LoadEpochAsync(stopping);
            telemetry.IsActive(progress.IsActive = true);
            await RelayAsync(session, stopping);
        }
        finally
        {
            telemetry.IsActive(progress.IsActive = false);
            shortcut.Abandon();
        }
    }

    private async Task RelayAsync(RelaySession session, CancellationToken stopping)
    {
        var batch = await ReadAsync(session, await session.LoadCursorAsync(stopping), stopping);
        while (!stopping.IsCancellationRequested)
        {
            var next = await DeliverAsync(session, batch, stopping);
            progress.Delivered(batch);
            health.Well(Loop);
            _backoff.Reset();
            if (await shortcut.TryTakeAsync(session, batch.End, stopping) is { } further)
                next = await ReadAsync(session, further, stopping);
            if (next is null)
            {
                await session.RestAsync(RestAfter(batch), stopping);
                next = await ReadAsync(session, batch.End, stopping);
            }

            batch = next;
        }
    }

    // While the broker takes one batch the database looks for the next, if there is likely to be one.
    private async Task<OutboxBatch?> DeliverAsync(
        RelaySession session, OutboxBatch batch, CancellationToken stopping)
    {
        if (batch.Entries.Count == 0)
            return null;
        var publishing = publisher.PublishAsync(batch.Entries);
        var reading = batch.Entries.Count == _options.RelayBatchSize
            ? ReadAsync(session, batch.End, stopping)
            : null;
        // Both are waited for, whatever becomes of either: the session must not end under the read.
        await Task.WhenAll(publishing, reading ?? Task.CompletedTask);
        // Begun is finished, also during a shutdown: the deliveries have their own limit.
        await session.MoveCursorAsync(batch.End, CancellationToken.None);
        return reading is null ? null : await reading;
    }

    private Task<OutboxBatch> ReadAsync(
        RelaySession session, OutboxPosition after, CancellationToken stopping) =>
        session.ReadAsync(after, _options.RelayBatchSize, stopping);

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
