namespace CacheFleet.Catalog.Api.Instances;

/// <summary>What this replica is called: the same name as in the telemetry it sends.</summary>
internal sealed record InstanceIdentity(string Id)
{
    private const string ResourceAttributes = "OTEL_RESOURCE_ATTRIBUTES";
    private const string InstanceId = "service.instance.id=";

    /// <summary>
    /// The instance id that the fleet's host gave it; without one the machine's name and the
    /// process id.
    /// </summary>
    public static InstanceIdentity Find(IConfiguration configuration)
    {
        var given = (configuration[ResourceAttributes] ?? "")
            .Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(part => part.StartsWith(InstanceId, StringComparison.Ordinal));
        return new InstanceIdentity(given is { Length: > 20 }
            ? given[InstanceId.Length..]
            : $"{Environment.MachineName}-{Environment.ProcessId}");
    }
}
