using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheFleet.AppHost.Native.Health;

/// <summary>ZooKeeper's own question: "ruok", "imok".</summary>
internal sealed class ZooKeeperRuok(int port) : LoopbackProbe(port)
{
    protected override async Task<HealthCheckResult> AsksAsync(
        NetworkStream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("ruok"u8.ToArray(), cancellationToken);
        var answer = new byte[4];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        var text = Encoding.ASCII.GetString(answer);
        return text == "imok"
            ? HealthCheckResult.Healthy(text)
            : HealthCheckResult.Unhealthy($"ruok was answered with '{text}'");
    }
}
