using System.Text.Json.Serialization;

namespace CacheFleet.Caching.Kafka.Encoding;

/// <summary>
/// A CloudEvent 1.0 in structured JSON: everything is in the message's value, since brokers before
/// 0.11 have no record headers. How it is written; how it is read: <see cref="CloudEventSight"/>.
/// </summary>
internal sealed record CloudEvent<TData>(
    [property: JsonPropertyName("specversion")] string SpecVersion,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("subject")] string? Subject,
    [property: JsonPropertyName("time")] DateTimeOffset? Time,
    [property: JsonPropertyName("datacontenttype")] string DataContentType,
    [property: JsonPropertyName("traceparent")] string? TraceParent,
    [property: JsonPropertyName("data")] TData Data);

/// <summary>What does not change from one event to the next.</summary>
internal static class CloudEvent
{
    public const string Spec = "1.0";
    public const string OurSource = "/cachefleet/catalog";
    public const string Json = "application/json";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CloudEvent<ChangeDataV1>))]
[JsonSerializable(typeof(CloudEvent<MarkData>))]
[JsonSerializable(typeof(ChangeDataV1))]
[JsonSerializable(typeof(ChangeData))]
[JsonSerializable(typeof(MarkData))]
internal sealed partial class CloudEventJson : JsonSerializerContext;
