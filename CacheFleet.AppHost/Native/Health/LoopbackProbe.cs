using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheFleet.AppHost.Native.Health;

/// <summary>
/// A health check that speaks a few bytes of a server's own protocol. An open port is not enough: a stopped server's
/// port still accepts connections.
/// </summary>
internal abstract class LoopbackProbe(int port) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            await using var stream = client.GetStream();
            return await AsksAsync(stream, cancellationToken);
        }
        catch (Exception silent)
            when (silent is IOException or SocketException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"no answer on 127.0.0.1:{port}: {silent.Message}");
        }
    }

    protected abstract Task<HealthCheckResult> AsksAsync(
        NetworkStream stream, CancellationToken cancellationToken);
}
