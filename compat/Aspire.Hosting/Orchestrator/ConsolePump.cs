using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Carries what a process prints to the resource's console log.</summary>
internal sealed class ConsolePump(
    DcpHost dcp,
    ResourceLoggerService consoles,
    DistributedApplicationOptions options,
    ILoggerFactory loggers,
    IHostApplicationLifetime lifetime)
{
    public void Start(ResourceInstance instance, string objectName)
    {
        _ = PumpAsync(instance, objectName, "stdout", LogLevel.Information);
        _ = PumpAsync(instance, objectName, "stderr", LogLevel.Error);
    }

    /// <summary>DCP's own account of a start that failed.</summary>
    public Task TellFailureAsync(ResourceInstance instance, string objectName)
        => PumpAsync(instance, objectName, "system", LogLevel.Error);

    private async Task PumpAsync(
        ResourceInstance instance, string objectName, string source, LogLevel level)
    {
        var console = consoles.GetLogger(instance.Id);
        var echo = options.EnableResourceLogging
            ? loggers.CreateLogger($"Resources.{instance.Id}")
            : null;
        try
        {
            var lines = dcp.Client.FollowLogAsync(objectName, source, lifetime.ApplicationStopped);
            await foreach (var line in lines)
            {
                console.Log(level, default, line, null, static (text, _) => text);
                echo?.Log(level, default, line, null, static (text, _) => text);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            or OperationCanceledException or ObjectDisposedException)
        {
            // DCP has gone, and with it the process.
        }
        catch (DistributedApplicationException)
        {
            // The object was removed before it printed anything.
        }
    }
}
