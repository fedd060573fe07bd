using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CacheFleet.AppHost.Faults;
using CacheFleet.AppHost.Native.Health;

namespace CacheFleet.AppHost.Native;

/// <summary>PostgreSQL on loopback, trusting whoever can connect there, with its own data folder.</summary>
internal static class NativePostgres
{
    public static FleetServer Add(
        IDistributedApplicationBuilder builder, FleetOptions fleet, DataFolder data)
    {
        var cluster = PostgresCluster.Prepare(data);
        var port = LoopbackPort.Choose(fleet.Ports.Postgres, "postgres-port");
        var (command, arguments) = PostgresCluster.Command("postgres",
        [
            "-D", cluster.Folder,
            "-p", port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=",
            .. PostgresSettings.Arguments,
        ]);
        var server = builder
            .AddExecutable("postgres-server", command, cluster.WorkingFolder, arguments)
            .WithLoopbackEndpoint(port)
            .WithFaults(fleet)
            .WithServerHealth("postgres-select", new PostgresSelect(port));
        var limits = PostgresSettings.ClientLimits(fleet.Replicas);
        var rest = $"Username=postgres;Database=catalog;{limits}";
        var connection = builder.AddConnectionString("catalog", ReferenceExpression.Create(
            $"Host=127.0.0.1;Port={server.LoopbackPort()};{rest}"));
        return new FleetServer(connection, server)
        {
            Link = builder.AddNetworkLink(
                fleet, "worker-postgres", port, at => $"Host=127.0.0.1;Port={at};{rest}"),
        };
    }
}
