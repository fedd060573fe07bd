using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Wire;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// One instance in the dashboard's words. Its name is the instance (<c>api-x7k2m9qd</c>), its display name
/// the resource (<c>api</c>): where several share a display name the dashboard shows the names.
/// </summary>
internal static class ResourceMessage
{
    public static ResourceView From(ResourceEvent told, DateTime hostStartedAt)
    {
        var snapshot = told.Snapshot;
        var resource = new ResourceView
        {
            Name = told.ResourceId,
            Uid = told.ResourceId,
            DisplayName = told.Resource.Name,
            ResourceType = snapshot.ResourceType,
            State = snapshot.State?.Text ?? "",
            StateStyle = snapshot.State?.Style ?? "",
            IsHidden = snapshot.IsHidden,
            // The dashboard sorts by it and fails on a resource that has none.
            CreatedAt = Time(snapshot.CreationTimeStamp ?? hostStartedAt),
            StartedAt = Time(snapshot.StartTimeStamp),
            StoppedAt = Time(snapshot.StopTimeStamp),
        };
        if (snapshot.IconName is { } icon)
        {
            resource.IconName = icon;
            resource.IconVariant = CommandMessage.Variant(snapshot.IconVariant);
        }

        resource.Environment.AddRange(snapshot.EnvironmentVariables.Select(From));
        resource.Urls.AddRange(snapshot.Urls.Select(From));
        resource.HealthReports.AddRange(snapshot.HealthReports.Select(From));
        resource.Volumes.AddRange(snapshot.Volumes.Select(From));
        resource.Relationships.AddRange(snapshot.Relationships.Select(
            r => new ResourceRelationship { ResourceName = r.ResourceName, Type = r.Type }));
        resource.Commands.AddRange(snapshot.Commands
            .Where(c => c.Visibility.HasFlag(ResourceCommandVisibility.UI))
            .Select(CommandMessage.From));
        resource.Properties.AddRange(PropertyMessage.From(told));
        return resource;
    }

    private static EnvironmentVariable From(EnvironmentVariableSnapshot variable) =>
        new() { Name = variable.Name, Value = variable.Value ?? "", IsFromSpec = variable.IsFromSpec };

    private static Url From(UrlSnapshot url)
    {
        var message = new Url
        {
            FullUrl = url.Url,
            IsInternal = url.IsInternal,
            IsInactive = url.IsInactive,
            DisplayProperties = new UrlDisplayProperties
            {
                DisplayName = url.DisplayProperties.DisplayName,
                SortOrder = url.DisplayProperties.SortOrder,
            },
        };
        if (url.Name is { } endpoint) message.EndpointName = endpoint;
        return message;
    }

    private static HealthCheckView From(HealthReportSnapshot report)
    {
        var message = new HealthCheckView
        {
            Key = report.Name,
            Description = report.Description ?? "",
            Exception = report.ExceptionText ?? "",
            LastRunAt = Time(report.LastRunAt),
        };
        if (report.Status is { } status)
            message.Status = status switch
            {
                HealthStatus.Healthy => HealthState.Healthy,
                HealthStatus.Degraded => HealthState.Degraded,
                _ => HealthState.Unhealthy,
            };
        return message;
    }

    private static Volume From(VolumeSnapshot volume) => new()
    {
        Source = volume.Source ?? "",
        Target = volume.Target,
        MountType = volume.MountType,
        IsReadOnly = volume.IsReadOnly,
    };

    private static Timestamp? Time(DateTime? time) =>
        time is { } t ? Timestamp.FromDateTime(t.ToUniversalTime()) : null;
}
