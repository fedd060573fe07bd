using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Ties the fleet's life to the host's: nothing outlives us.</summary>
internal sealed partial class OrchestratorHostService(
    DcpHost dcp,
    DashboardRunner dashboard,
    ApplicationOrchestrator orchestrator,
    IHostApplicationLifetime lifetime,
    ILogger<OrchestratorHostService> log) : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _watch = Task.CompletedTask;
    private bool _isStopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await dcp.StartAsync(cancellationToken);
            await dashboard.StartAsync(cancellationToken);
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
        if (_isStopped)
            return;
        _isStopped = true;
        // The dashboard goes last, with DCP: whoever flushes telemetry at its end must not wait for
        // a
        // collector that is gone already.
        await orchestrator.StopAllAsync();
        await _stopping.CancelAsync();
        await dcp.StopAsync();
        await _watch;
    }

    // A test that disposes the application without stopping it must not leave a fleet behind
    // either.
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _stopping.Dispose();
    }

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
