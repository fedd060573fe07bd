using System.Collections;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Wire;
using Google.Protobuf.WellKnownTypes;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// What the dashboard's details pane lists: the facts that every resource has, under the names the dashboard
/// knows, and then the snapshot's own properties.
/// </summary>
internal static class PropertyMessage
{
    public static IEnumerable<ResourceProperty> From(ResourceEvent told)
    {
        var snapshot = told.Snapshot;
        var own = snapshot.Properties.Select(p => p.Name).ToHashSet();
        var general = new (string Name, object? Value)[]
        {
            ("resource.uid", told.ResourceId),
            ("resource.name", told.ResourceId),
            ("resource.type", snapshot.ResourceType),
            ("resource.displayName", told.Resource.Name),
            ("resource.state", snapshot.State?.Text),
            (KnownProperties.ExitCode, snapshot.ExitCode),
            ("resource.createTime", snapshot.CreationTimeStamp),
            ("resource.startTime", snapshot.StartTimeStamp),
            ("resource.stopTime", snapshot.StopTimeStamp),
            ("resource.healthState", snapshot.HealthStatus?.ToString()),
        };
        return general
            .Where(p => p.Value is not null && !own.Contains(p.Name))
            .Select(p => new ResourceProperty { Name = p.Name, Value = ValueOf(p.Value) })
            .Concat(snapshot.Properties.Select(p => new ResourceProperty
            {
                Name = p.Name,
                Value = ValueOf(p.Value),
                IsSensitive = p.IsSensitive,
            }));
    }

    internal static Value ValueOf(object? value) => value switch
    {
        null => Value.ForNull(),
        string text => Value.ForString(text),
        bool truth => Value.ForBool(truth),
        DateTime time => Value.ForString(
            time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
        int or long or short or byte or uint or double or float or decimal =>
            Value.ForNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        IEnumerable list => Value.ForList([.. list.Cast<object?>().Select(ValueOf)]),
        _ => Value.ForString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };
}
