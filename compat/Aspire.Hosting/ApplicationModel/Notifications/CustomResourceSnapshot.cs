using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known of one instance of a resource at one moment.</summary>
[DebuggerDisplay("ResourceType = {ResourceType,nq}, State = {State?.Text,nq}")]
public sealed record CustomResourceSnapshot
{
    public required string ResourceType { get; init; }

    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    public DateTime? CreationTimeStamp { get; init; }

    public DateTime? StartTimeStamp { get; init; }

    public DateTime? StopTimeStamp { get; init; }

    public ResourceStateSnapshot? State { get; init; }

    public int? ExitCode { get; init; }

    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>
    /// Null unless the resource runs: a stopped resource is neither well nor unwell.
    /// </summary>
    public HealthStatus? HealthStatus => State?.Text == KnownResourceStates.Running ? Worst() : null;

    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    public ImmutableArray<VolumeSnapshot> Volumes { get; init; } = [];

    public ImmutableArray<ResourceCommandSnapshot> Commands { get; init; } = [];

    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    public bool IsHidden { get; init; }

    public string? IconName { get; init; }

    public IconVariant? IconVariant { get; init; }

    /// <summary>
    /// The subscribers' work on this instance's ready event, once it has been raised.
    /// </summary>
    internal Task? ReadyEvent { get; init; }

    // A check that has not answered yet counts as unhealthy: healthy means that all have answered
    // well.
    private HealthStatus Worst()
    {
        var worst = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;
        foreach (var report in HealthReports)
        {
            var status = report.Status ?? default;
            if (status < worst) worst = status;
        }

        return worst;
    }
}

public static class CustomResourceSnapshotExtensions
{
    public static CustomResourceSnapshot WithHealthReports(
        this CustomResourceSnapshot snapshot, ImmutableArray<HealthReportSnapshot> healthReports)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot with { HealthReports = healthReports };
    }

    /// <summary>Adds the property, or puts the new value in the old one's place.</summary>
    internal static ImmutableArray<ResourcePropertySnapshot> SetResourceProperty(
        this ImmutableArray<ResourcePropertySnapshot> properties,
        string name,
        object? value,
        bool isSensitive = false)
    {
        var property = new ResourcePropertySnapshot(name, value) { IsSensitive = isSensitive };
        var at = IndexOf(properties, name);
        return at < 0 ? properties.Add(property) : properties.SetItem(at, property);
    }

    internal static ImmutableArray<ResourcePropertySnapshot> RemoveResourceProperty(
        this ImmutableArray<ResourcePropertySnapshot> properties, string name)
    {
        var at = IndexOf(properties, name);
        return at < 0 ? properties : properties.RemoveAt(at);
    }

    private static int IndexOf(ImmutableArray<ResourcePropertySnapshot> properties, string name)
    {
        for (var i = 0; i < properties.Length; i++)
            if (properties[i].Name == name)
                return i;
        return -1;
    }
}
