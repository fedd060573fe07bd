using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using CacheFleet.LocalServers;
using Microsoft.Extensions.Hosting;

namespace CacheFleet.AppHost.Faults;

/// <summary>
/// The proxies of the fleet's links. They outlive their clients: whoever ends may still say so.
/// </summary>
internal sealed class NetworkLinks(
    DistributedApplicationModel model, ResourceNotificationService notifications)
    : IHostedService, IAsyncDisposable
{
    /// <summary>The state of a link that has been cut.</summary>
    public const string IsCut = "Cut";

    private readonly ConcurrentDictionary<NetworkLink, TcpProxy> _proxies = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var link in model.Resources.OfType<NetworkLink>())
        {
            _proxies[link] = new TcpProxy(link.Server, link.Port);
            await TellAsync(link, KnownResourceStates.Running);
        }
    }

    /// <summary>Ends the link's connections and lets no other through until it is mended.</summary>
    public Task CutAsync(NetworkLink link)
    {
        _proxies[link].Cut();
        return TellAsync(link, new ResourceStateSnapshot(IsCut, KnownResourceStateStyles.Error));
    }

    public Task MendAsync(NetworkLink link)
    {
        _proxies[link].Mend();
        return TellAsync(link, KnownResourceStates.Running);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies.Values) await proxy.DisposeAsync();
    }

    private Task TellAsync(NetworkLink link, ResourceStateSnapshot? state) =>
        notifications.PublishUpdateAsync(link, snapshot => snapshot with { State = state });
}
