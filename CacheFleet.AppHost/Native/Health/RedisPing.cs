using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheFleet.AppHost.Native.Health;

/// <summary>PING, and only +PONG counts: a Redis that still loads its data answers -LOADING.</summary>
internal sealed class RedisPing(int port) : LoopbackProbe(port)
{
    protected override async Task<HealthCheckResult> AsksAsync(
        NetworkStream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
        var answer = new byte[64];
        var length = await stream.ReadAtLeastAsync(
            answer, 1, throwOnEndOfStream: true, cancellationToken);
        var text = Encoding.ASCII.GetString(answer, 0, length).Trim();
        return text == "+PONG"
            ? HealthCheckResult.Healthy(text)
            : HealthCheckResult.Unhealthy($"PING was answered with '{text}'");
    }
}
