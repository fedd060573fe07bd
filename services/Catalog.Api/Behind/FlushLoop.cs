using Microsoft.Extensions.Options;
using Npgsql;

namespace CacheFleet.Catalog.Api.Behind;

/// <summary>Flushes the durable buffer while this process has the lease; every replica runs one.</summary>
internal sealed partial class FlushLoop(
    ProductFlush flush, WriteBehindTelemetry telemetry, IOptions<CatalogOptions> options,
    TimeProvider clock, ILogger<FlushLoop> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.FlushEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await flush.FlushAsync(stoppingToken) is { Count: > 0 } flushed)
                    telemetry.Flushed(flushed);
            }
            catch (NpgsqlException e)
            {
                LogTrouble(e.Message);
            }
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Warning,
        Message = "Buffered writes could not be written to their rows yet: {Cause}")]
    private partial void LogTrouble(string cause);
}
