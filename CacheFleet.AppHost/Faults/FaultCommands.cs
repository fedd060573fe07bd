using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.AppHost.Faults;

/// <summary>
/// Kill, pause and resume, beside the start, stop and restart that every resource has. A dashboard's
/// button and the command line (<see cref="FaultDesk"/>) run the same command.
/// </summary>
internal static class FaultCommands
{
    public const string Kill = "fault-kill";
    public const string Pause = "fault-pause";
    public const string Resume = "fault-resume";
    public const string Cut = "fault-cut";
    public const string Mend = "fault-mend";

    private static readonly TimeSpan DiesWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Where the lab is on and signals exist; elsewhere the resource is as it was.</summary>
    public static IResourceBuilder<T> WithFaults<T>(
        this IResourceBuilder<T> resource, FleetOptions fleet)
        where T : IResource
    {
        if (!fleet.Lab || OperatingSystem.IsWindows()) return resource;
        return resource
            .WithFault(Kill, "Kill (SIGKILL)", "Flash", KillAsync)
            .WithFault(Pause, "Pause (SIGSTOP)", "Pause", context => SignalAsync(context, ProcessFamily.Pause))
            .WithFault(Resume, "Resume (SIGCONT)", "PlayCircle", context =>
                SignalAsync(context, ProcessFamily.Resume));
    }

    private static IResourceBuilder<T> WithFault<T>(
        this IResourceBuilder<T> resource, string name, string title, string icon,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> run)
        where T : IResource =>
        resource.WithCommand(name, title, run, new CommandOptions
        {
            Description = $"{title}: this process and all that it has started",
            IconName = icon,
            UpdateState = context => FaultTarget.PidOf(context.ResourceSnapshot) is null
                ? ResourceCommandState.Disabled
                : ResourceCommandState.Enabled,
        });

    // Returns when the orchestrator knows: only then can the start command start another one.
    private static async Task<ExecuteCommandResult> KillAsync(ExecuteCommandContext context)
    {
        var clock = context.ServiceProvider.GetRequiredService<TimeProvider>();
        var before = Instance(context);
        ProcessFamily.Kill(FaultTarget.Require(before));
        var begin = clock.GetTimestamp();
        while (Instance(context).Snapshot is { } now && FaultTarget.PidOf(now) is not null)
        {
            if (clock.GetElapsedTime(begin) > DiesWithin)
                return CommandResults.Failure($"{context.ResourceName} was killed and still runs");
            await Task.Delay(BetweenLooks, clock, context.CancellationToken);
        }

        return CommandResults.Success();
    }

    private static Task<ExecuteCommandResult> SignalAsync(
        ExecuteCommandContext context, Action<int> signal)
    {
        signal(FaultTarget.Require(Instance(context)));
        return Task.FromResult(CommandResults.Success());
    }

    private static ResourceEvent Instance(ExecuteCommandContext context)
    {
        var all = context.ServiceProvider.GetRequiredService<ResourceNotificationService>();
        return all.TryGetCurrentState(context.ResourceName, out var instance) && instance is not null
            ? instance
            : throw new FleetException($"there is no resource '{context.ResourceName}'");
    }
}
