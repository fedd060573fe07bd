using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Origin;

/// <summary>Redis down makes a replica slower, not unfit: degraded, never unhealthy.</summary>
internal sealed class RedisHealth(IConnectionMultiplexer redis, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!redis.IsConnected)
            return HealthCheckResult.Degraded("No connection to Redis: reads go to the origin.");
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(Patience, clock, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return HealthCheckResult.Degraded("Redis does not answer: reads go to the origin.", e);
        }
    }
}
