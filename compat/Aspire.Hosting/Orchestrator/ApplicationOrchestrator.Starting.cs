using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestrator;

// The way of one resource from its dependencies to its process.
internal sealed partial class ApplicationOrchestrator
{
    private async Task StartAsync(IResource resource, CancellationToken cancellation)
    {
        try
        {
            if (HasProcess(resource))
                await StartProcessesAsync(resource, cancellation);
            else
                await StartValueAsync(resource, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The application stops before the resource's turn has come.
        }
        catch (Exception e)
        {
            FailedToStart(log, resource.Name, e.Message);
            await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
            {
                State = new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
            });
        }
    }

    private async Task StartProcessesAsync(IResource resource, CancellationToken cancellation)
    {
        var instances = InstancesOf(resource);
        await WaitForDependenciesAsync(resource, instances, cancellation);
        await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), cancellation);
        await Task.WhenAll(instances.Select(async instance =>
        {
            await snapshots.PublishStateAsync(instance, KnownResourceStates.Starting);
            await LaunchAsync(instance, cancellation);
        }));
    }

    // The start command on one waiting instance ends the wait of them all: they wait as one.
    private async Task WaitForDependenciesAsync(
        IResource resource, ResourceInstance[] instances, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            [cancellation, .. instances.Select(instance => instance.Impatience.Token)]);
        try
        {
            await notifications.WaitForDependenciesAsync(resource, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            StartedWithoutWaiting(log, resource.Name);
        }
    }

    private async Task LaunchAsync(ResourceInstance instance, CancellationToken cancellation)
    {
        await instance.Gate.WaitAsync(cancellation);
        try
        {
            await RefuseSecondProcessAsync(instance);
            var executable = await specs.CreateAsync(instance, cancellation);
            var name = executable.Metadata.Name;
            _ended[name] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _byObject[name] = instance;
            await dcp.Client.CreateAsync(executable, cancellation);
            consoles.Start(instance, name);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            FailedToStart(log, instance.Id, e.Message);
            await snapshots.PublishStateAsync(
                instance, KnownResourceStates.FailedToStart, e.Message);
        }
        finally
        {
            instance.Gate.Release();
        }
    }

    private Task RefuseSecondProcessAsync(ResourceInstance instance)
        => instance.ObjectName is { } name && _ended.TryGetValue(name, out var ended)
            && !ended.Task.IsCompleted
            ? throw new DistributedApplicationException($"'{instance.Id}' is running already.")
            : Task.CompletedTask;

    private async Task StartValueAsync(IResource resource, CancellationToken cancellation)
    {
        await notifications.WaitForDependenciesAsync(resource, cancellation);
        await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), cancellation);
        switch (resource)
        {
            case IResourceWithConnectionString text:
                var value = await text.GetConnectionStringAsync(cancellation);
                await snapshots.PublishRunningAsync(
                    resource, KnownProperties.ConnectionString, value);
                await eventing.PublishAsync(
                    new ConnectionStringAvailableEvent(resource, services), cancellation);
                break;
            case ParameterResource parameter:
                await snapshots.PublishRunningAsync(
                    resource, "Value", await parameter.GetValueAsync(cancellation));
                break;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "'{Name}' did not start: {Why}")]
    private static partial void FailedToStart(ILogger log, string name, string why);

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Information,
        Message = "'{Name}' starts without waiting for its dependencies, as asked.")]
    private static partial void StartedWithoutWaiting(ILogger log, string name);
}
