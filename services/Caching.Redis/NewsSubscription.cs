using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>Subscribes to news of entries when the host starts; a dead Redis does not keep it from starting.</summary>
internal sealed partial class NewsSubscription(
    RedisNews news, TimeProvider clock, ILogger<NewsSubscription> logger) : BackgroundService
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await news.SubscribeAsync();
                return;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                LogRetry(logger, RetryEvery, e.Message);
            }

            await Task.Delay(RetryEvery, clock, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "No subscription to news of entries; again in {RetryEvery}: {Cause}")]
    private static partial void LogRetry(ILogger logger, TimeSpan retryEvery, string cause);
}
