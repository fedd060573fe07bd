using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Orchestrator;

/// <summary>
/// The real dashboard beside the fleet. It runs under DCP too, so it ends whenever the fleet ends, but it is no
/// resource of the model: nobody stops it from its own page.
/// </summary>
internal sealed partial class DashboardProcess(
    DistributedApplicationOptions options,
    IOptions<DcpOptions> dcpOptions,
    IConfiguration configuration,
    AspireBundle bundle,
    DcpHost dcp,
    ResourceNotificationService notifications,
    ResourceLoggerService consoles,
    ResourceCommandService commands,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<DashboardProcess> log) : IAsyncDisposable
{
    private DashboardAddresses? _addresses;
    private DashboardServiceHost? _service;

    /// <summary>Before any resource asks where its telemetry goes.</summary>
    public void Prepare()
    {
        if (options.DisableDashboard)
            return;
        _addresses = dcpOptions.Value.RandomizePorts
            ? DashboardAddresses.Free()
            : DashboardAddresses.From(configuration);
        _addresses.RefuseTaken();
        configuration["ASPNETCORE_URLS"] = Text(_addresses.Page);
        configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Text(_addresses.OtlpGrpc);
        configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Text(_addresses.OtlpHttp);
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        if (_addresses is null)
            return;
        var name = configuration["AppHost:DashboardApplicationName"]!;
        var service = new DashboardService(notifications, consoles, commands, time, name);
        _service = new DashboardServiceHost(service, log);
        var address = await _service.StartAsync(cancellation);
        var launch = DashboardLaunch.From(
            bundle.DashboardBundle, _addresses, address, _service.ApiKey);
        await dcp.Client.CreateAsync(
            new DcpExecutable(
                new DcpMetadata(DashboardLaunch.ResourceName),
                new ExecutableSpec(
                    launch.Path,
                    Path.GetDirectoryName(launch.Path)!,
                    launch.Arguments,
                    [.. launch.Environment.Select(v => new EnvironmentVariable(v.Key, v.Value))])),
            cancellation);
        _ = TellWhenReadyAsync(_addresses.Page);
    }

    public ValueTask DisposeAsync() => _service?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private async Task TellWhenReadyAsync(Uri page)
    {
        try
        {
            await DashboardReady.WaitAsync(page, lifetime.ApplicationStopping);
            Ready(log, page);
        }
        catch (OperationCanceledException)
        {
            // The application stops before the dashboard was there.
        }
        catch (DistributedApplicationException e)
        {
            NotReady(log, e.Message);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Dashboard: {Page}")]
    private static partial void Ready(ILogger log, Uri page);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "{Why}")]
    private static partial void NotReady(ILogger log, string why);
}
