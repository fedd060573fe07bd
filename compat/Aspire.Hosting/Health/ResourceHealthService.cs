using System.Collections.Concurrent;
using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestrator;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Health;

/// <summary>
/// Asks the checks of every running resource again and again: often until they are well, then at rest.
/// One loop per resource, since the replicas share their endpoint and so their answers.
/// </summary>
internal sealed class ResourceHealthService(
    HealthCheckService checks,
    ResourceNotificationService notifications,
    ReadyEvents ready,
    TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan RestWhenWell = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RestWhenUnwell = TimeSpan.FromMilliseconds(500);

    // An instance that has just come up is not left waiting for the rest of the others' rest.
    private readonly ConcurrentDictionary<IResource, SemaphoreSlim> _wakeUps = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            var resource = change.Resource;
            if (!IsRunning(change.Snapshot) || !resource.HasAnnotationOfType<HealthCheckAnnotation>())
                continue;
            if (_wakeUps.TryAdd(resource, new SemaphoreSlim(0)))
                _ = LoopAsync(resource, stoppingToken);
            else if (change.Snapshot.HealthReports.Any(report => report.Status is null))
                _wakeUps[resource].Release();
        }
    }

    private async Task LoopAsync(IResource resource, CancellationToken stoppingToken)
    {
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>()
            .Select(check => check.Key).ToHashSet();
        try
        {
            while (true)
            {
                var isWell = AnyRuns(resource) && await AskAsync(resource, keys, stoppingToken);
                await _wakeUps[resource].WaitAsync(
                    isWell ? RestWhenWell : RestWhenUnwell, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    private async Task<bool> AskAsync(
        IResource resource, HashSet<string> keys, CancellationToken stoppingToken)
    {
        var report = await checks.CheckHealthAsync(c => keys.Contains(c.Name), stoppingToken);
        var now = time.GetUtcNow().UtcDateTime;
        ImmutableArray<HealthReportSnapshot> reports = [.. keys.Select(key =>
            report.Entries.TryGetValue(key, out var entry)
                ? new HealthReportSnapshot(
                    key, entry.Status, entry.Description, entry.Exception?.ToString())
                { LastRunAt = now }
                : new HealthReportSnapshot(
                    key, HealthStatus.Unhealthy, $"No health check '{key}' is registered.", null))];
        var isWell = reports.All(r => r.Status == HealthStatus.Healthy);
        foreach (var id in resource.GetResolvedResourceNames())
        {
            if (!notifications.TryGetCurrentState(id, out var current) || !IsRunning(current.Snapshot))
                continue;
            var raised = isWell ? ready.Raise(resource) : null;
            await notifications.PublishUpdateAsync(resource, id, snapshot => snapshot with
            {
                HealthReports = reports,
                ReadyEvent = raised ?? snapshot.ReadyEvent,
            });
        }

        return isWell;
    }

    private bool AnyRuns(IResource resource)
        => resource.GetResolvedResourceNames().Any(id =>
            notifications.TryGetCurrentState(id, out var now) && IsRunning(now.Snapshot));

    private static bool IsRunning(CustomResourceSnapshot snapshot)
        => snapshot.State?.Text == KnownResourceStates.Running;
}
