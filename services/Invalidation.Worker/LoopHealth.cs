using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheFleet.Invalidation.Worker;

/// <summary>
/// What the loops last met; the worker is healthy while none of them is in trouble.
/// </summary>
internal sealed class LoopHealth : IHealthCheck
{
    private readonly ConcurrentDictionary<string, string> _troubles = new();

    public void Well(string loop) => _troubles.TryRemove(loop, out _);

    public void Trouble(string loop, string what) => _troubles[loop] = what;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var troubles = _troubles.Select(trouble => $"{trouble.Key}: {trouble.Value}").ToArray();
        return Task.FromResult(troubles.Length == 0
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(
                context.Registration.FailureStatus, string.Join("; ", troubles)));
    }
}
