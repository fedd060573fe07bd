using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CacheFleet.AppHost.Faults;
using CacheFleet.AppHost.Native.Health;

namespace CacheFleet.AppHost.Native;

/// <summary>
/// A Redis that holds nothing but a cache: no snapshots, no append-only file, a bounded memory of which only keys
/// with a TTL are evicted (the fleet's registry has none to lose).
/// </summary>
internal static class NativeRedis
{
    public static FleetServer Add(
        IDistributedApplicationBuilder builder, FleetOptions fleet, DataFolder data)
    {
        var program = Programs.Find("redis-server", "redis-server");
        var port = LoopbackPort.Choose(fleet.Ports.Redis, "redis-port");
        var folder = data.For("redis");
        var server = builder
            .AddExecutable("redis-server", program, folder,
                "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1",
                "--dir", folder, "--save", "", "--appendonly", "no",
                "--maxmemory", "1gb", "--maxmemory-policy", "volatile-lru")
            .WithLoopbackEndpoint(port)
            .WithFaults(fleet)
            .WithServerHealth("redis-ping", new RedisPing(port));
        var connection = builder.AddConnectionString("redis",
            ReferenceExpression.Create($"127.0.0.1:{server.LoopbackPort()}"));
        return new FleetServer(connection, server)
        {
            Link = builder.AddNetworkLink(fleet, "worker-redis", port, at => $"127.0.0.1:{at}"),
        };
    }
}
