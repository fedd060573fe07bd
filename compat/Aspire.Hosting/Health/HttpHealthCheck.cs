using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Health;

/// <summary>Healthy when the endpoint answers the path with the expected status.</summary>
internal sealed class HttpHealthCheck(
    EndpointReference endpoint, string path, int statusCode, IHttpClientFactory clients)
    : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!endpoint.IsAllocated)
            return HealthCheckResult.Unhealthy($"Endpoint '{endpoint.EndpointName}' has no port yet.");

        var address = new Uri(new Uri(endpoint.Url), path);
        using var client = clients.CreateClient();
        client.Timeout = Patience;
        try
        {
            using var answer = await client.GetAsync(address, cancellationToken);
            return (int)answer.StatusCode == statusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy(
                    $"{address} answered {(int)answer.StatusCode}, not {statusCode}.");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return HealthCheckResult.Unhealthy($"{address} does not answer: {e.Message}", e);
        }
    }
}
