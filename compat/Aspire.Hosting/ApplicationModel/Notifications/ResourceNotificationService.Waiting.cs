using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

public partial class ResourceNotificationService
{
    public Task WaitForResourceAsync(
        string resourceName, string? targetState = null, CancellationToken cancellationToken = default)
    {
        var state = string.IsNullOrEmpty(targetState) ? KnownResourceStates.Running : targetState;
        return WaitForResourceAsync(resourceName, [state], cancellationToken);
    }

    /// <returns>The one of the states that was reached.</returns>
    public async Task<string> WaitForResourceAsync(
        string resourceName,
        IEnumerable<string> targetStates,
        CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToArray();
        var reached = await WaitAsync(
            resourceName,
            e => e.Snapshot.State is { } s && states.Contains(s.Text, StringComparer.OrdinalIgnoreCase),
            $"reach one of the states [{string.Join(", ", states)}]",
            cancellationToken).ConfigureAwait(false);
        return reached.Snapshot.State!.Text;
    }

    public Task<ResourceEvent> WaitForResourceAsync(
        string resourceName,
        Func<ResourceEvent, bool> predicate,
        CancellationToken cancellationToken = default) =>
        WaitAsync(resourceName, predicate, "meet the condition", cancellationToken);

    public Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, _defaultWaitBehavior, cancellationToken);

    /// <summary>
    /// Waits until one instance runs, its health checks answer well and its ready event is handled.
    /// </summary>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        RefuseUnknown(resourceName);
        var stops = waitBehavior == WaitBehavior.StopOnResourceUnavailable;
        var reached = await WaitAsync(
            resourceName,
            e => IsHealthy(e.Snapshot) || (stops && IsUnavailable(e.Snapshot)),
            "become healthy",
            cancellationToken).ConfigureAwait(false);
        if (!IsHealthy(reached.Snapshot))
            throw new DistributedApplicationException(
                $"Stopped waiting for '{resourceName}' to become healthy: {Tell(reached)}.");
        if (reached.Snapshot.ReadyEvent is { } ready)
            await ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        return reached;
    }

    private static bool IsHealthy(CustomResourceSnapshot snapshot) =>
        snapshot.HealthStatus == HealthStatus.Healthy;

    private static bool IsUnavailable(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is { } state
        && (state == KnownResourceStates.RuntimeUnhealthy
            || KnownResourceStates.TerminalStates.Contains(state));

    private async Task<ResourceEvent> WaitAsync(
        string resourceName,
        Func<ResourceEvent, bool> predicate,
        string aim,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var told in WatchAsync(cancellationToken).ConfigureAwait(false))
                if (SameName(told.Resource.Name, resourceName) && predicate(told))
                    return told;
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException(
                $"'{resourceName}' did not {aim} before the wait was cancelled. {Situation(resourceName)}",
                e,
                e.CancellationToken);
        }

        throw new OperationCanceledException($"'{resourceName}' did not {aim}: nothing more is published.");
    }

    // A wait for a name that is nowhere in the model would never end, and most often is a
    // misspelling.
    private void RefuseUnknown(string resourceName)
    {
        if (TryGetCurrentState(resourceName, out _)) return;
        var model = _services.GetService<DistributedApplicationModel>();
        if (model is null || model.Resources.Any(r => SameName(r.Name, resourceName))) return;
        throw new DistributedApplicationException(
            $"There is no resource '{resourceName}' in the application. It has: "
            + $"{string.Join(", ", model.Resources.Select(r => r.Name))}.");
    }

    private string Situation(string resourceName)
    {
        var instances = _instances
            .Where(i => SameName(i.Value.Resource.Name, resourceName) && i.Value.Last is not null)
            .Select(i => Tell(new ResourceEvent(i.Value.Resource, i.Key, i.Value.Last!)))
            .ToArray();
        return instances.Length == 0
            ? "Nothing has been published about it."
            : $"Now: {string.Join("; ", instances)}.";
    }

    private static string Tell(ResourceEvent told)
    {
        var snapshot = told.Snapshot;
        var parts = new List<string> { $"{told.ResourceId} is {snapshot.State?.Text ?? "without a state"}" };
        if (snapshot.ExitCode is { } code) parts.Add($"exit code {code}");
        parts.AddRange(snapshot.HealthReports
            .Where(r => r.Status != HealthStatus.Healthy)
            .Select(r => $"check '{r.Name}' {r.Status?.ToString() ?? "has not answered"} {r.Description}"));
        return string.Join(", ", parts);
    }
}
