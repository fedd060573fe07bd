using CacheFleet.Caching.Postgres.SecondDeletes;
using Npgsql;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Owed;

/// <summary>Carries out the second deletes that writers have left, when they are due.</summary>
internal sealed partial class SecondDeleteLoop(
    OwedDeletes owed, IConnectionMultiplexer redis, OwedTelemetry telemetry, TimeProvider clock,
    ILogger<SecondDeleteLoop> log) : BackgroundService
{
    private const int Batch = 500;

    // Nothing announces a new one, so this is also by how much a short delay may be late.
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var rest = AfterTrouble;
            try
            {
                rest = await RunAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogTrouble(log, e.Message);
            }
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, clock, stoppingToken);
        }
    }

    private async Task<TimeSpan> RunAsync(CancellationToken stop)
    {
        var next = await owed.NextAsync(stop) ?? LongestRest;
        if (next > TimeSpan.Zero)
            return next < LongestRest ? next : LongestRest;
        var carriedOut = await owed.RunAsync(Batch, DeleteAsync, stop);
        telemetry.CarriedOut(carriedOut);
        // None although one was due: another worker has it, or Redis is away.
        return carriedOut.Count > 0 ? TimeSpan.Zero : LongestRest;
    }

    private async Task<bool> DeleteAsync(IReadOnlyList<string> entries, CancellationToken stop)
    {
        try
        {
            // One command per key: in a cluster they lie in several slots.
            await Task.WhenAll(entries.Select(entry => redis.GetDatabase().KeyDeleteAsync(entry)))
                .WaitAsync(Patience, clock, stop);
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogTrouble(log, e.Message);
            return false;
        }
    }

    [LoggerMessage(EventId = 240, Level = LogLevel.Warning,
        Message = "Second deletes could not be carried out yet: {Cause}")]
    private static partial void LogTrouble(ILogger log, string cause);
}
