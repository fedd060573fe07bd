using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CacheFleet.AppHost;

/// <summary>
/// Says on the console how the start goes: each resource once when it is healthy (or done), each failure, and one
/// last line when all are there. run.sh waits for that line.
/// </summary>
internal sealed class FleetProgress(
    ResourceNotificationService notifications, DistributedApplicationModel model, FleetOptions fleet,
    TimeProvider clock) : BackgroundService
{
    private readonly long _begin = clock.GetTimestamp();
    private readonly HashSet<(string Resource, string Instance)> _ready = [];
    private readonly HashSet<string> _failed = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var awaited = model.Resources.Where(IsAwaited).ToList();
        await foreach (var seen in notifications.WatchAsync(stoppingToken))
        {
            if (!awaited.Contains(seen.Resource)) continue;
            if (HasFailed(seen.Snapshot))
                TellFailure(seen);
            else if (IsReady(seen.Snapshot) && _ready.Add((seen.Resource.Name, seen.ResourceId)))
                Tell($"· {seen.ResourceId} {Word(seen.Snapshot)} after {Elapsed()}");

            if (awaited.All(IsComplete)) break;
        }

        if (!stoppingToken.IsCancellationRequested)
            Tell($"The fleet is healthy after {Elapsed()}.");
    }

    // Whatever takes an environment is a process or a container. Load tests wait for somebody to start them.
    private static bool IsAwaited(IResource resource) =>
        resource is IResourceWithEnvironment
        && !resource.Annotations.OfType<ExplicitStartupAnnotation>().Any();

    private static bool IsReady(CustomResourceSnapshot snapshot) =>
        (snapshot.State?.Text == KnownResourceStates.Running
            && snapshot.HealthStatus == HealthStatus.Healthy)
        || (HasEnded(snapshot) && snapshot.ExitCode == 0);

    private static bool HasFailed(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.FailedToStart
        || (HasEnded(snapshot) && snapshot.ExitCode is not (null or 0));

    private static bool HasEnded(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is { } state
        && (state == KnownResourceStates.Finished || state == KnownResourceStates.Exited);

    private static string Word(CustomResourceSnapshot snapshot) =>
        HasEnded(snapshot) ? "done" : "healthy";

    private bool IsComplete(IResource resource) =>
        _ready.Count(ready => ready.Resource == resource.Name) >= InstancesOf(resource);

    private int InstancesOf(IResource resource) =>
        resource.Name == FleetOptions.Api ? fleet.Replicas : 1;

    private void TellFailure(ResourceEvent seen)
    {
        if (!_failed.Add(seen.ResourceId)) return;
        var why = seen.Snapshot.ExitCode is { } code
            ? $"ended with exit code {code}"
            : "did not start";
        Tell($"! {seen.ResourceId} {why}: its console log on the dashboard says more");
    }

    private string Elapsed() => string.Create(
        CultureInfo.InvariantCulture, $"{clock.GetElapsedTime(_begin).TotalSeconds:0.0} s");

    private static void Tell(string line) => Console.WriteLine(line);
}
