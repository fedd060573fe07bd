using CacheFleet.Caching.Postgres.Idempotency;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CacheFleet.Invalidation.Worker.Owed;

/// <summary>Forgets idempotency keys whose time is over, a bounded number at a time.</summary>
internal sealed partial class OldRequests(
    IdempotentRequests requests, NpgsqlDataSource source, IOptions<WorkerOptions> options,
    TimeProvider clock, ILogger<OldRequests> log) : BackgroundService
{
    private const int Batch = 1_000;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retention = TimeSpan.FromSeconds(options.Value.IdempotencyRetentionSeconds);
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await requests.RemoveAsync(source, retention, Batch, stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogTrouble(log, e.Message);
            }
        }
    }

    [LoggerMessage(EventId = 241, Level = LogLevel.Warning,
        Message = "Old idempotency keys could not be removed yet: {Cause}")]
    private static partial void LogTrouble(ILogger log, string cause);
}
