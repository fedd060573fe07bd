using System.Text.Json.Serialization;

namespace CacheFleet.Caching.Kafka.Encoding;

/// <summary>
/// A CloudEvent 1.0 in structured JSON: everything is in the message's value, since brokers before
/// 0.11 have no record headers. Optional here is whatever a stranger's message may lack.
/// </summary>
internal sealed record CloudEvent(
    [property: JsonPropertyName("specversion")] string? SpecVersion,
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("source")] string? Source,
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("subject")] string? Subject,
    [property: JsonPropertyName("time")] DateTimeOffset? Time,
    [property: JsonPropertyName("datacontenttype")] string? DataContentType,
    [property: JsonPropertyName("traceparent")] string? TraceParent,
    [property: JsonPropertyName("data")] ChangeData? Data);

/// <summary>The data of <see cref="EventCodec.ChangedType"/>.</summary>
internal sealed record ChangeData(
    string? Family, string? Key, long? Version, bool Deleted, DateTimeOffset? CommittedAt);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CloudEvent))]
internal sealed partial class CloudEventJson : JsonSerializerContext;
