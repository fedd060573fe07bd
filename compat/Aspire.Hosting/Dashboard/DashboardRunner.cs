using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// The dashboard's life beside the fleet: its addresses are known before any resource asks where telemetry
/// goes, it starts first, and DCP ends it with everything else. It is no resource of the model, so it neither
/// lists itself nor can be stopped from its own page.
/// </summary>
internal sealed partial class DashboardRunner(
    DistributedApplicationOptions options,
    IOptions<DcpOptions> dcpOptions,
    IConfiguration configuration,
    AspireBundle bundle,
    DcpHost dcp,
    DashboardServiceHost service,
    ILogger<DistributedApplication> log) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _announcing = Task.CompletedTask;
    private DashboardAddresses? _addresses;

    /// <summary>
    /// Nothing is started yet: a taken port or a missing program ends the whole start here.
    /// </summary>
    public void Prepare()
    {
        if (options.DisableDashboard) return;
        var addresses = dcpOptions.Value.RandomizePorts
            ? DashboardAddresses.Free()
            : DashboardAddresses.From(configuration);
        addresses.RefuseTaken();
        _ = bundle.Dashboard;
        addresses.WriteTo(configuration);
        _addresses = addresses;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_addresses is not { } addresses) return;
        var resources = await service.StartAsync(addresses.ResourceService, cancellationToken);
        var launch = DashboardLaunch.From(
            bundle.Dashboard,
            addresses,
            (resources, service.ApiKey),
            configuration["AppHost:DashboardApiKey"]);
        await dcp.Client.CreateAsync(
            new DcpExecutable(
                new DcpMetadata(DashboardLaunch.ResourceName, null),
                new ExecutableSpec(
                    launch.Path,
                    Path.GetDirectoryName(launch.Path)!,
                    launch.Arguments,
                    [.. launch.Environment.Select(v => new EnvironmentVariable(v.Key, v.Value))])),
            cancellationToken);
        _announcing = AnnounceAsync(addresses.Page);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _announcing;
        _stopping.Dispose();
    }

    private async Task AnnounceAsync(Uri page)
    {
        try
        {
            await DashboardReady.WaitAsync(page, _stopping.Token);
            var authority = page.GetLeftPart(UriPartial.Authority);
            Listening(log, authority);
        }
        catch (OperationCanceledException)
        {
            // The fleet stops before its dashboard was up.
        }
        catch (DistributedApplicationException e)
        {
            NotListening(log, e.Message);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Dashboard: {Page}")]
    private static partial void Listening(ILogger log, string page);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "{Why}")]
    private static partial void NotListening(ILogger log, string why);
}
