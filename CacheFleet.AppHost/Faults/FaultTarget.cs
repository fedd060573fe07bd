using System.Collections.Immutable;
using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;

namespace CacheFleet.AppHost.Faults;

/// <summary>The process behind an instance of a resource, as the orchestrator tells it.</summary>
internal static class FaultTarget
{
    private const string PidProperty = "executable.pid";

    // Between what the orchestrator and what the kernel call a process' start.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>Null for what has no process on this machine: a container, or nothing that runs.</summary>
    public static int? PidOf(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Running
            && Find(snapshot.Properties) is int and > 0 and var pid
            ? pid
            : null;

    /// <exception cref="FleetException">There is none, or the pid is somebody else's by now.</exception>
    public static int Require(ResourceEvent instance)
    {
        var pid = PidOf(instance.Snapshot) ?? throw new FleetException(
            $"{instance.ResourceId} is {instance.Snapshot.State?.Text ?? "not started"} and has no "
            + "process on this machine: start it first (a container's server takes no faults)");
        return instance.Snapshot.StartTimeStamp is { } started && IsOlderThan(pid, started)
            ? pid
            : throw new FleetException(
                $"process {pid} is not {instance.ResourceId} any more: look again");
    }

    // A pid that has been given again belongs to a process that began later.
    private static bool IsOlderThan(int pid, DateTime started)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.StartTime.ToUniversalTime() < started.ToUniversalTime() + Slack;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static object? Find(ImmutableArray<ResourcePropertySnapshot> properties) =>
        properties.FirstOrDefault(property => property.Name == PidProperty)?.Value;
}
