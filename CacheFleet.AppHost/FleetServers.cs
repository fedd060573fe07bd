using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CacheFleet.AppHost.Native;

namespace CacheFleet.AppHost;

/// <summary>The three servers, whichever way they are run.</summary>
internal sealed partial record FleetServers(
    FleetServer Redis, FleetServer Catalog, FleetServer Kafka)
{
    public static FleetServers Add(IDistributedApplicationBuilder builder, FleetOptions fleet)
    {
        FleetServers? inContainers = null;
        AddContainers(builder, fleet, ref inContainers);
        return inContainers ?? (fleet.Infrastructure == Infrastructure.Containers
            ? throw new FleetException(
                "--infra containers needs Aspire's hosting packages, which this feed lacks: "
                + "use --infra native, or --feed open on an open network")
            : NativeServers.Add(builder, fleet));
    }

    // Containers/ContainerServers.cs, which the open feed compiles; elsewhere this is no call at all.
    static partial void AddContainers(
        IDistributedApplicationBuilder builder, FleetOptions fleet, ref FleetServers? servers);
}

/// <summary>A server as its clients see it.</summary>
/// <param name="Connection">What they refer to by name.</param>
/// <param name="Ready">What must be healthy before they start.</param>
/// <param name="Prepared">What must have run to its end before they start.</param>
/// <param name="ClientSettings">Environment that clients of this very server need.</param>
internal sealed record FleetServer(
    IResourceBuilder<IResourceWithConnectionString> Connection,
    IResourceBuilder<IResource> Ready,
    IResourceBuilder<IResource>? Prepared = null,
    IReadOnlyDictionary<string, string>? ClientSettings = null)
{
    /// <summary>A way of the worker's own that can be cut; null where there is none.</summary>
    public IResourceBuilder<IResourceWithConnectionString>? Link { get; init; }
}

internal static class FleetServerExtensions
{
    /// <summary>Gives a project the server's connection string and makes it wait for the server.</summary>
    public static IResourceBuilder<ProjectResource> Uses(
        this IResourceBuilder<ProjectResource> project, FleetServer server) =>
        project.Uses(server, server.Connection);

    /// <summary>The same by the server's link, if it has one.</summary>
    public static IResourceBuilder<ProjectResource> UsesByLink(
        this IResourceBuilder<ProjectResource> project, FleetServer server) =>
        project.Uses(server, server.Link ?? server.Connection);

    private static IResourceBuilder<ProjectResource> Uses(
        this IResourceBuilder<ProjectResource> project, FleetServer server,
        IResourceBuilder<IResourceWithConnectionString> way)
    {
        project.WithReference(way, server.Connection.Resource.Name).WaitFor(server.Ready);
        if (server.Prepared is { } prepared) project.WaitForCompletion(prepared);
        foreach (var (name, value) in server.ClientSettings ?? new Dictionary<string, string>())
            project.WithEnvironment(name, value);
        return project;
    }
}
