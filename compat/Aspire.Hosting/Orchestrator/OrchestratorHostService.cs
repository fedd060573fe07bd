using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Ties the fleet's life to the host's: nothing starts before the checks, nothing outlives us.</summary>
internal sealed partial class OrchestratorHostService(
    DistributedApplicationModel model,
    Preflight preflight,
    DcpHost dcp,
    DashboardRunner dashboard,
    ApplicationOrchestrator orchestrator,
    IHostApplicationLifetime lifetime,
    ILogger<OrchestratorHostService> log) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _watch = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        preflight.Check(model);
        var addresses = dashboard.Prepare();
        try
        {
            await dcp.StartAsync(cancellationToken);
            if (addresses is not null)
                await dashboard.StartAsync(addresses, cancellationToken);
            _watch = WatchAsync();
            await orchestrator.RunAsync(cancellationToken);
        }
        catch
        {
            await StopAsync(CancellationToken.None);
            throw;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await dcp.StopAsync();
        await _watch;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task WatchAsync()
    {
        try
        {
            await orchestrator.WatchAsync(_stopping.Token);
        }
        catch (Exception e) when (_stopping.IsCancellationRequested)
        {
            WatchEnded(log, e.Message);
        }
        catch (Exception e)
        {
            DcpLost(log, e);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "The watch ended: {Why}")]
    private static partial void WatchEnded(ILogger log, string why);

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Critical,
        Message = "DCP has gone, and the resources with it: the AppHost ends.")]
    private static partial void DcpLost(ILogger log, Exception why);
}
