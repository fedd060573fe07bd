using Aspire.Hosting;
using CacheFleet.AppHost.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.AppHost.Native;

/// <summary>Redis, PostgreSQL and Apache Kafka as programs that are installed on this machine.</summary>
internal static class NativeServers
{
    public static FleetServers Add(IDistributedApplicationBuilder builder, FleetOptions fleet)
    {
        var data = DataFolder.Open(fleet.DataFolder, fleet.Fresh);
        // By a factory, so that it is disposed with the application.
        builder.Services.AddHostedService(_ => data);
        builder.AddNetworkLinks();
        return new FleetServers(
            NativeRedis.Add(builder, fleet, data),
            NativePostgres.Add(builder, fleet, data),
            NativeKafka.Add(builder, fleet, data));
    }
}
