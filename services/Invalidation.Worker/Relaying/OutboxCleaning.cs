using CacheFleet.Caching.Postgres.Relaying;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CacheFleet.Invalidation.Worker.Relaying;

/// <summary>Keeps the outbox small, a bounded number of batches at a time, in the active relay's worker.</summary>
internal sealed partial class OutboxCleaning(
    OutboxCleaner cleaner, RelayProgress progress, IOptions<WorkerOptions> options, TimeProvider clock,
    ILogger<OutboxCleaning> log) : BackgroundService
{
    // Rows a second, at most: batches times rows; the rest of the second belongs to writers and relay.
    private const int Batches = 40;
    private const int Rows = 1_000;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retention = TimeSpan.FromSeconds(options.Value.OutboxRetentionSeconds);
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                for (var batch = 0; batch < Batches && progress.IsActive; batch++)
                {
                    if (await cleaner.RemoveAsync(retention, Rows, stoppingToken) < Rows)
                        break;
                }
            }
            catch (NpgsqlException e)
            {
                LogTrouble(log, e.Message);
            }
        }
    }

    [LoggerMessage(EventId = 231, Level = LogLevel.Warning,
        Message = "Delivered rows of the outbox could not be removed yet: {Cause}")]
    private static partial void LogTrouble(ILogger log, string cause);
}
