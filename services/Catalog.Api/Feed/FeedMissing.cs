namespace CacheFleet.Catalog.Api.Feed;

/// <summary>Says once that there is no feed.</summary>
internal sealed partial class FeedMissing(ILogger<FeedMissing> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogMissing(log);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning,
        Message = "No connection string 'kafka': a hint that gets lost is repaired by the time to live only. Give one, "
            + "or set CacheFleet:Feed:Enabled to false")]
    private static partial void LogMissing(ILogger log);
}
