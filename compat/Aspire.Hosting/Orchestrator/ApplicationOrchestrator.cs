using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestrator;

/// <summary>
/// Starts every resource as soon as its dependencies allow, and starts and stops single instances on demand.
/// The processes themselves are DCP's.
/// </summary>
internal sealed partial class ApplicationOrchestrator(
    DistributedApplicationModel model,
    DcpHost dcp,
    EndpointAllocator endpoints,
    ResourceUrls urls,
    ExecutableSpecs specs,
    SnapshotPublisher snapshots,
    ConsolePump consoles,
    ResourceNotificationService notifications,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    ILogger<ApplicationOrchestrator> log) : IResourceLifecycle
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopAllPatience = TimeSpan.FromSeconds(4);
    private readonly ConcurrentDictionary<string, ResourceInstance> _byId = new();
    private readonly ConcurrentDictionary<string, ResourceInstance> _byObject = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ended = new();

    /// <summary>
    /// Returns when everything that starts by itself has been started (or could not be).
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var processes = model.Resources.Where(HasProcess).ToArray();
        foreach (var resource in processes)
            Register(resource);
        foreach (var resource in model.Resources)
            await snapshots.PublishInitialAsync(resource, InitialState(resource));
        await endpoints.AllocateAsync(processes, cancellation);
        foreach (var resource in model.Resources)
            await TellEndpointsAsync(resource, cancellation);
        await Task.WhenAll(model.Resources
            .Where(resource => !resource.HasAnnotationOfType<ExplicitStartupAnnotation>())
            .Select(resource => StartAsync(resource, cancellation)));
        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellation);
    }

    /// <summary>Publishes what DCP tells, until DCP or the application ends.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        await foreach (var executable in dcp.Client.WatchExecutablesAsync(cancellation))
        {
            var name = executable.Metadata.Name;
            // An object that a restart has replaced has nothing to say any more.
            if (!_byObject.TryGetValue(name, out var instance) || instance.ObjectName != name)
                continue;
            await snapshots.PublishAsync(instance, executable);
            if (executable.Status?.State is "Finished" or "Terminated" or "FailedToStart")
                await EndAsync(instance, executable);
        }
    }

    public async Task StartAsync(string resourceId, CancellationToken cancellationToken)
    {
        var instance = Instance(resourceId);
        if (notifications.TryGetCurrentState(instance.Id, out var now)
            && now.Snapshot.State?.Text == KnownResourceStates.Waiting)
        {
            await instance.Impatience.CancelAsync();
            return;
        }

        await snapshots.PublishStateAsync(instance, KnownResourceStates.Starting);
        await eventing.PublishAsync(
            new BeforeResourceStartedEvent(instance.Resource, services), cancellationToken);
        await LaunchAsync(instance, cancellationToken);
    }

    public async Task StopAsync(string resourceId, CancellationToken cancellationToken)
    {
        var instance = Instance(resourceId);
        await instance.Gate.WaitAsync(cancellationToken);
        try
        {
            if (instance.ObjectName is not { } name || !_ended.TryGetValue(name, out var ended)
                || ended.Task.IsCompleted)
                return;
            await snapshots.PublishStateAsync(instance, KnownResourceStates.Stopping);
            await dcp.Client.StopAsync(name, cancellationToken);
            await ended.Task.WaitAsync(StopPatience, cancellationToken);
        }
        finally
        {
            instance.Gate.Release();
        }
    }

    /// <summary>
    /// Gives all processes some seconds to end by themselves; what does not is left to DCP.
    /// </summary>
    public async Task StopAllAsync()
    {
        using var patience = new CancellationTokenSource(StopAllPatience);
        try
        {
            await Task.WhenAll(_byId.Keys.Select(id => StopAsync(id, patience.Token)));
        }
        catch (Exception e)
        {
            StoppedTheHardWay(log, e.Message);
        }
    }

    private static bool HasProcess(IResource resource)
        => resource is ExecutableResource or ProjectResource;

    private static string InitialState(IResource resource)
        => resource.HasAnnotationOfType<ExplicitStartupAnnotation>() || !HasProcess(resource)
            ? KnownResourceStates.NotStarted
            : KnownResourceStates.Starting;

    private void Register(IResource resource)
    {
        var instances = Enumerable.Range(0, resource.GetReplicaCount())
            .Select(_ => new ResourceInstance(resource)).ToArray();
        foreach (var instance in instances)
            _byId[instance.Id] = instance;
        resource.Annotations.Add(
            new ResourceInstancesAnnotation([.. instances.Select(instance => instance.Id)]));
        resource.AddLifecycleCommands();
    }

    private ResourceInstance[] InstancesOf(IResource resource)
        => [.. resource.GetResolvedResourceNames().Select(id => _byId[id])];

    private ResourceInstance Instance(string id)
        => _byId.TryGetValue(id, out var instance)
            ? instance
            : throw new DistributedApplicationException($"There is no instance '{id}'.");

    private async Task TellEndpointsAsync(IResource resource, CancellationToken cancellation)
    {
        await urls.CollectAsync(resource, cancellation);
        if (resource.HasAnnotationOfType<EndpointAnnotation>())
        {
            await eventing.PublishAsync(
                new ResourceEndpointsAllocatedEvent(resource, services), cancellation);
        }
    }

    private async Task EndAsync(ResourceInstance instance, DcpExecutable executable)
    {
        var name = executable.Metadata.Name;
        if (!_ended.GetOrAdd(name, _ => new()).TrySetResult())
            return;
        if (executable.Status!.State == "FailedToStart")
            await consoles.TellFailureAsync(instance, name);
        if (notifications.TryGetCurrentState(instance.Id, out var last))
        {
            await eventing.PublishAsync(
                new ResourceStoppedEvent(instance.Resource, services, last),
                EventDispatchBehavior.NonBlockingSequential);
        }
    }

    [LoggerMessage(
        EventId = 3,
        Level = LogLevel.Debug,
        Message = "Not every process has ended by itself: {Why}")]
    private static partial void StoppedTheHardWay(ILogger log, string why);
}
