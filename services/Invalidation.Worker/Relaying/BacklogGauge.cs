using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Invalidation.Worker.Observing;
using Npgsql;

namespace CacheFleet.Invalidation.Worker.Relaying;

/// <summary>
/// Counts the backlog beside the relay and not within it: once a second, more rarely where counting takes long.
/// </summary>
internal sealed class BacklogGauge(
    OutboxBacklog backlog, RelayProgress progress, WorkerTelemetry telemetry, TimeProvider clock) : BackgroundService
{
    private const int RestPerWork = 20;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var begun = clock.GetTimestamp();
            try
            {
                telemetry.Backlog(await backlog.LookAsync(stoppingToken), progress.HeldBackFor);
            }
            catch (NpgsqlException)
            {
                // The relay reports what is wrong with the database.
            }

            var rest = clock.GetElapsedTime(begun) * RestPerWork;
            await Task.Delay(rest > Shortest ? rest : Shortest, clock, stoppingToken);
        }
    }
}
