using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.AppHost.Faults;

/// <summary>
/// One client's way to one server, which can be cut: the server lives, all others reach it.
/// </summary>
internal sealed class NetworkLink(string name, int port, int server, string connectionString)
    : Resource(name), IResourceWithConnectionString
{
    /// <summary>Where the client finds it.</summary>
    public int Port => port;

    /// <summary>Where the server listens.</summary>
    public int Server => server;

    public ReferenceExpression ConnectionStringExpression { get; } =
        ReferenceExpression.Create($"{connectionString}");
}

internal static class NetworkLinkExtensions
{
    /// <summary>Opens the links with the application and closes them after all else.</summary>
    public static void AddNetworkLinks(this IDistributedApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NetworkLinks>();
        builder.Services.AddHostedService(
            services => services.GetRequiredService<NetworkLinks>());
    }

    /// <param name="builder">Of the fleet.</param>
    /// <param name="fleet">Only a lab has links.</param>
    /// <param name="name">What an order names.</param>
    /// <param name="server">The port that the server listens on.</param>
    /// <param name="connectionTo">The client's connection string, given the link's port.</param>
    /// <returns>Null where the lab is off.</returns>
    public static IResourceBuilder<NetworkLink>? AddNetworkLink(
        this IDistributedApplicationBuilder builder, FleetOptions fleet, string name, int server,
        Func<int, string> connectionTo)
    {
        if (!fleet.Lab) return null;
        var port = LoopbackPort.Choose(wanted: null, name);
        return builder.AddResource(new NetworkLink(name, port, server, connectionTo(port)))
            .WithLinkCommand(FaultCommands.Cut, "Cut", "PlugDisconnected", (links, link) => links.CutAsync(link))
            .WithLinkCommand(FaultCommands.Mend, "Mend", "PlugConnected", (links, link) => links.MendAsync(link));
    }

    private static IResourceBuilder<NetworkLink> WithLinkCommand(
        this IResourceBuilder<NetworkLink> link, string name, string title, string icon,
        Func<NetworkLinks, NetworkLink, Task> run) =>
        link.WithCommand(name, title, async context =>
        {
            await run(context.ServiceProvider.GetRequiredService<NetworkLinks>(), link.Resource);
            return CommandResults.Success();
        }, new CommandOptions
        {
            Description = $"{title} the worker's connections to this server",
            IconName = icon,
            UpdateState = context => (context.ResourceSnapshot.State?.Text == NetworkLinks.IsCut)
                == (name == FaultCommands.Mend)
                    ? ResourceCommandState.Enabled
                    : ResourceCommandState.Disabled,
        });
}
