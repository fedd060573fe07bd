using Aspire.Hosting;

namespace CacheFleet.AppHost.Native;

/// <summary>Redis, PostgreSQL and Apache Kafka as programs that are installed on this machine.</summary>
internal static class NativeServers
{
    public static FleetServers Add(IDistributedApplicationBuilder builder, FleetOptions fleet)
    {
        var data = DataFolder.Open(fleet.DataFolder, fleet.Fresh);
        return new FleetServers(
            NativeRedis.Add(builder, fleet, data),
            NativePostgres.Add(builder, fleet, data),
            NativeKafka.Add(builder, fleet, data));
    }
}
