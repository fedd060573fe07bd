using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Invalidation.Worker.Observing;
using Npgsql;

namespace CacheFleet.Invalidation.Worker.Relaying;

/// <summary>Counts the backlog once a second, beside the relay and not within it.</summary>
internal sealed class BacklogGauge(
    OutboxBacklog backlog, WorkerTelemetry telemetry, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                telemetry.HasPending(await backlog.CountAsync(stoppingToken));
            }
            catch (NpgsqlException)
            {
                // The relay reports what is wrong with the database.
            }
        }
    }
}
