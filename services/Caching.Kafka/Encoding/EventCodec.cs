using System.Text.Json;
using CacheFleet.Caching.Invalidating;

namespace CacheFleet.Caching.Kafka.Encoding;

/// <summary>Between <see cref="EntityChanged"/> and the bytes on the topic.</summary>
public static class EventCodec
{
    /// <summary>The event's type; its number grows when readers must know about a change.</summary>
    public const string ChangedType = "cachefleet.entity.changed.v1";

    /// <summary>No event comes near this; what is larger is not ours.</summary>
    public const int MaxBytes = 64 * 1024;

    private const string Source = "/cachefleet/catalog";

    /// <summary>
    /// Encodes a change under an id that is the same whenever it is published again.
    /// </summary>
    public static byte[] Encode(string id, EntityChanged change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var data = new ChangeData(
            change.Family, change.Key, change.Version, change.Deleted, change.CommittedAt);
        return JsonSerializer.SerializeToUtf8Bytes(
            new CloudEvent("1.0", id, Source, ChangedType, change.Subject, change.CommittedAt,
                "application/json", change.TraceParent, data),
            CloudEventJson.Default.CloudEvent);
    }

    /// <summary>Decodes whatever lies on the topic; never throws for what it finds there.</summary>
    public static Decoding Decode(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxBytes)
            return new Decoding.Undecodable($"{value.Length} bytes, more than {MaxBytes}");
        try
        {
            return Check(JsonSerializer.Deserialize(value, CloudEventJson.Default.CloudEvent));
        }
        catch (JsonException e)
        {
            return new Decoding.Undecodable($"no CloudEvent: {e.Message}");
        }
    }

    private static Decoding Check(CloudEvent? read) => read switch
    {
        null or { SpecVersion: not "1.0" } => new Decoding.Undecodable("no CloudEvent 1.0"),
        { Type: not ChangedType } => new Decoding.Undecodable(
            $"of type '{read.Type}', where only '{ChangedType}' is known"),
        {
            Id: { Length: > 0 } id,
            Data: { Family: { Length: > 0 } family, Key: { Length: > 0 } key, Version: >= 0 } data
        } => new Decoding.Known(id, new EntityChanged
        {
            Family = family,
            Key = key,
            Version = data.Version.Value,
            Deleted = data.Deleted,
            CommittedAt = data.CommittedAt,
            TraceParent = read.TraceParent,
        }),
        _ => new Decoding.Undecodable("id, data.family, data.key or data.version is missing"),
    };
}
