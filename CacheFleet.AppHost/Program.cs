using Aspire.Hosting;
using CacheFleet.AppHost;
using CacheFleet.AppHost.Faults;
using Microsoft.Extensions.DependencyInjection;

try
{
    var builder = DistributedApplication.CreateBuilder(FleetArguments.Expand(args));
    var fleet = FleetOptions.Read(builder.Configuration, builder.AppHostDirectory);
    FleetPorts.RequireFree(builder.Configuration, fleet);
    var servers = FleetServers.Add(builder, fleet);
    var faultDesk = FaultDesk.Add(builder, fleet);

    var migrations = builder.AddProject<Projects.Catalog_Migrations>("migrations")
        .Uses(servers.Catalog);

    var api = builder.AddProject<Projects.Catalog_Api>(FleetOptions.Api)
        .WithHttpEndpoint(port: fleet.ApiPort, name: "http")
        .WithHttpHealthCheck("/health")
        .WithReplicas(fleet.Replicas)
        .WithEnvironment("CacheFleet__Lab", fleet.Lab ? "true" : "false")
        .WithEnvironment("CacheFleet__Compare", fleet.Compare ? "true" : "false")
        .WithEnvironment(FaultDesk.Setting, faultDesk ?? "")
        .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "1000")
        .WithFaults(fleet)
        // Measured from their first minute on: without a profile hot code is compiled once.
        .WithEnvironment("DOTNET_TieredPGO", "0")
        .Uses(servers.Redis)
        .Uses(servers.Catalog)
        .Uses(servers.Kafka)
        .WaitForCompletion(migrations);

    builder.AddProject<Projects.Invalidation_Worker>("worker")
        .WithHttpEndpoint(name: "http")
        .WithHttpHealthCheck("/health")
        .WithEnvironment("CacheFleet__Lab", fleet.Lab ? "true" : "false")
        .WithEnvironment("CacheFleet__Compare", fleet.Compare ? "true" : "false")
        .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "1000")
        .WithFaults(fleet)
        .WithEnvironment("DOTNET_TieredPGO", "0")
        .UsesByLink(servers.Redis)
        .UsesByLink(servers.Catalog)
        .UsesByLink(servers.Kafka)
        .WaitForCompletion(migrations);

    foreach (var scenario in fleet.Scenarios)
    {
        builder.AddProject<Projects.CacheFleet_LoadTests>($"load-{scenario}")
            .WithArgs("run", scenario)
            .WithReference(api)
            .WaitFor(api)
            .WithExplicitStart();
    }

    builder.Services.AddSingleton(fleet).AddSingleton(TimeProvider.System);
    builder.Services.AddHostedService<FleetProgress>();
    await builder.Build().RunAsync();
    return 0;
}
catch (FleetException wrong)
{
    await Console.Error.WriteLineAsync($"error: {wrong.Message}");
    return 1;
}
