using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestrator;

/// <summary>
/// Tells the world how an instance is doing, in the words that the dashboard knows.
/// </summary>
internal sealed class SnapshotPublisher(
    ResourceNotificationService notifications, ReadyEvents ready)
{
    /// <summary>What is known before anything has started.</summary>
    public Task PublishInitialAsync(IResource resource, string state)
        => notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            ResourceType = TypeOf(resource, snapshot),
            State = state,
            CreationTimeStamp = DateTime.UtcNow,
            Relationships = Relationships(resource),
            HealthReports = Pending(resource),
            Properties = WithParent(snapshot.Properties, resource),
        });

    public Task PublishStateAsync(
        ResourceInstance instance, string state, string? error = null)
        => notifications.PublishUpdateAsync(instance.Resource, instance.Id, snapshot => snapshot with
        {
            State = new ResourceStateSnapshot(
                state, error is null ? null : KnownResourceStateStyles.Error),
            ExitCode = null,
            StopTimeStamp = null,
            // What the last process answered says nothing about the next one.
            HealthReports = state == KnownResourceStates.Starting
                ? Pending(instance.Resource)
                : snapshot.HealthReports,
        });

    /// <summary>
    /// A running resource without checks is ready at once; the others when their checks say so.
    /// </summary>
    public Task PublishAsync(ResourceInstance instance, DcpExecutable executable)
    {
        var resource = instance.Resource;
        var status = executable.Status ?? new ExecutableStatus();
        var state = StateOf(status.State);
        var isRunning = state == KnownResourceStates.Running;
        var readyAtOnce = isRunning && !resource.HasAnnotationOfType<HealthCheckAnnotation>()
            ? ready.Raise(resource)
            : null;
        return notifications.PublishUpdateAsync(resource, instance.Id, snapshot => snapshot with
        {
            State = state,
            ExitCode = status.ExitCode,
            StartTimeStamp = status.StartupTimestamp,
            StopTimeStamp = status.FinishTimestamp,
            ReadyEvent = readyAtOnce ?? snapshot.ReadyEvent,
            EnvironmentVariables = Variables(executable, status),
            Urls = Urls(resource, isRunning),
            Properties = Properties(snapshot.Properties, resource, executable, status),
        });
    }

    /// <summary>A resource without a process of its own, such as a connection string.</summary>
    public Task PublishRunningAsync(IResource resource, string property, string? secret)
    {
        var readyAtOnce = resource.HasAnnotationOfType<HealthCheckAnnotation>()
            ? null
            : ready.Raise(resource);
        return notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            State = KnownResourceStates.Running,
            StartTimeStamp = DateTime.UtcNow,
            ReadyEvent = readyAtOnce,
            Urls = Urls(resource, isRunning: true),
            Properties = snapshot.Properties.SetResourceProperty(property, secret, isSensitive: true),
        });
    }

    public static ImmutableArray<HealthReportSnapshot> Pending(IResource resource)
        => [.. resource.Annotations.OfType<HealthCheckAnnotation>()
            .Select(check => new HealthReportSnapshot(check.Key, null, null, null))];

    private static string TypeOf(IResource resource, CustomResourceSnapshot snapshot)
        => resource switch
        {
            ProjectResource => KnownResourceTypes.Project,
            ExecutableResource => KnownResourceTypes.Executable,
            ParameterResource => KnownResourceTypes.Parameter,
            _ => snapshot.ResourceType,
        };

    // DCP says "" or Unknown before it has looked at a new object.
    private static string StateOf(string state) => state switch
    {
        "" or "Unknown" => KnownResourceStates.Starting,
        "Terminated" => KnownResourceStates.Exited,
        _ => state,
    };

    private static ImmutableArray<RelationshipSnapshot> Relationships(IResource resource)
        => [.. resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .Select(relation => new RelationshipSnapshot(relation.Resource.Name, relation.Type))
            .Distinct()];

    private static ImmutableArray<ResourcePropertySnapshot> WithParent(
        ImmutableArray<ResourcePropertySnapshot> properties, IResource resource)
    {
        var parent = (resource as IResourceWithParent)?.Parent
            ?? resource.Annotations.OfType<ResourceRelationshipAnnotation>()
                .LastOrDefault(r => r.Type == KnownRelationshipTypes.Parent)?.Resource;
        return parent is null
            ? properties
            : properties.SetResourceProperty(
                KnownProperties.ParentName, parent.GetResolvedResourceNames()[0]);
    }

    private static ImmutableArray<EnvironmentVariableSnapshot> Variables(
        DcpExecutable executable, ExecutableStatus status)
    {
        var ours = (executable.Spec.Env ?? []).Select(variable => variable.Name).ToHashSet();
        return [.. (status.EffectiveEnv ?? executable.Spec.Env ?? []).Select(variable =>
            new EnvironmentVariableSnapshot(
                variable.Name, variable.Value, ours.Contains(variable.Name)))];
    }

    private static ImmutableArray<UrlSnapshot> Urls(IResource resource, bool isRunning)
        => [.. resource.Annotations.OfType<ResourceUrlAnnotation>().Select(url => new UrlSnapshot(
            url.Endpoint?.EndpointName,
            url.Url,
            url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
        {
            IsInactive = !isRunning,
            DisplayProperties = new(url.DisplayText ?? "", url.DisplayOrder ?? 0),
        })];

    private static ImmutableArray<ResourcePropertySnapshot> Properties(
        ImmutableArray<ResourcePropertySnapshot> properties,
        IResource resource,
        DcpExecutable executable,
        ExecutableStatus status)
    {
        var args = status.EffectiveArgs ?? executable.Spec.Args ?? [];
        properties = properties
            .SetResourceProperty(KnownProperties.ExecutablePath, executable.Spec.ExecutablePath)
            .SetResourceProperty(KnownProperties.ExecutableWorkDir, executable.Spec.WorkingDirectory)
            .SetResourceProperty(KnownProperties.ExecutableArgs, args, isSensitive: true)
            .SetResourceProperty(KnownProperties.ExecutablePid, status.Pid);
        return resource.TryGetLastAnnotation<IProjectMetadata>(out var project)
            ? properties.SetResourceProperty(KnownProperties.ProjectPath, project.ProjectPath)
            : properties;
    }
}
