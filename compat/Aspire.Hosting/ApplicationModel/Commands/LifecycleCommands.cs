using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// What the executor can do with one instance; the start, stop and restart commands call it.
/// </summary>
internal interface IResourceLifecycle
{
    /// <summary>
    /// Starts an instance that is stopped, has ended, or waits (then it waits no longer).
    /// </summary>
    Task StartAsync(string resourceId, CancellationToken cancellationToken);

    /// <summary>Returns when the process is gone.</summary>
    Task StopAsync(string resourceId, CancellationToken cancellationToken);
}

/// <summary>
/// The three commands of everything that DCP runs, with the icons and states of the real ones.
/// </summary>
internal static class LifecycleCommands
{
    public static void AddLifecycleCommands(this IResource resource)
    {
        Add(resource, KnownResourceCommands.StartCommand, "Start", "Play", IconVariant.Filled, StartState,
            (lifecycle, id, cancellation) => lifecycle.StartAsync(id, cancellation));
        Add(resource, KnownResourceCommands.StopCommand, "Stop", "Stop", IconVariant.Filled, StopState,
            (lifecycle, id, cancellation) => lifecycle.StopAsync(id, cancellation));
        Add(resource, KnownResourceCommands.RestartCommand, "Restart", "ArrowCounterclockwise",
            IconVariant.Regular, RestartState, RestartAsync);
    }

    internal static ResourceCommandState StartState(string? state) => PhaseOf(state) switch
    {
        Phase.Ended or Phase.Waiting => ResourceCommandState.Enabled,
        Phase.Unknown or Phase.Starting => ResourceCommandState.Disabled,
        _ => ResourceCommandState.Hidden,
    };

    internal static ResourceCommandState StopState(string? state) => PhaseOf(state) switch
    {
        Phase.Running => ResourceCommandState.Enabled,
        Phase.Stopping => ResourceCommandState.Disabled,
        _ => ResourceCommandState.Hidden,
    };

    internal static ResourceCommandState RestartState(string? state) => PhaseOf(state) == Phase.Running
        ? ResourceCommandState.Enabled
        : ResourceCommandState.Disabled;

    private static async Task RestartAsync(IResourceLifecycle lifecycle, string id, CancellationToken cancellation)
    {
        await lifecycle.StopAsync(id, cancellation).ConfigureAwait(false);
        await lifecycle.StartAsync(id, cancellation).ConfigureAwait(false);
    }

    private static void Add(
        IResource resource,
        string name,
        string displayName,
        string icon,
        IconVariant variant,
        Func<string?, ResourceCommandState> state,
        Func<IResourceLifecycle, string, CancellationToken, Task> run)
    {
        resource.Annotations.Add(new ResourceCommandAnnotation(
            name,
            displayName,
            context => state(context.ResourceSnapshot.State?.Text),
            async context =>
            {
                var lifecycle = context.ServiceProvider.GetRequiredService<IResourceLifecycle>();
                await run(lifecycle, context.ResourceName, context.CancellationToken).ConfigureAwait(false);
                return CommandResults.Success($"{context.ResourceName}: {displayName} done.");
            },
            $"{displayName} resource",
            parameter: null,
            confirmationMessage: null,
            icon,
            variant,
            isHighlighted: name != KnownResourceCommands.RestartCommand));
    }

    private enum Phase
    {
        Unknown,
        Starting,
        Waiting,
        Running,
        Stopping,
        Ended,
    }

    private static Phase PhaseOf(string? state) => state switch
    {
        null or "" => Phase.Unknown,
        _ when state == KnownResourceStates.Starting => Phase.Starting,
        _ when state == KnownResourceStates.Building => Phase.Starting,
        _ when state == KnownResourceStates.RuntimeUnhealthy => Phase.Starting,
        _ when state == KnownResourceStates.Waiting => Phase.Waiting,
        _ when state == KnownResourceStates.Stopping => Phase.Stopping,
        _ when state == KnownResourceStates.NotStarted || state == "Unknown" => Phase.Ended,
        _ when KnownResourceStates.TerminalStates.Contains(state) => Phase.Ended,
        _ => Phase.Running,
    };
}
