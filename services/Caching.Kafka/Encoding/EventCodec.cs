using System.Text.Json;
using CacheFleet.Caching.Invalidating;

namespace CacheFleet.Caching.Kafka.Encoding;

/// <summary>Between <see cref="EntityChanged"/> and the bytes on the topic.</summary>
public static class EventCodec
{
    /// <summary>The type of the events that are written; newer and older versions are read too.</summary>
    public const string ChangedType = "cachefleet.entity.changed.v1";

    /// <summary>No event comes near this; what is larger is not ours.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>
    /// Encodes a change under an id that is the same whenever it is published again.
    /// </summary>
    public static byte[] Encode(string id, EntityChanged change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var data = new ChangeDataV1(
            change.Family, change.Key, change.Version, change.Deleted, change.CommittedAt);
        return JsonSerializer.SerializeToUtf8Bytes(
            new CloudEvent<ChangeDataV1>(CloudEvent.Spec, id, CloudEvent.OurSource, ChangedType,
                change.Subject, change.CommittedAt, CloudEvent.Json, change.TraceParent, data),
            CloudEventJson.Default.CloudEventChangeDataV1);
    }

    /// <summary>Decodes whatever lies on the topic; never throws for what it finds there.</summary>
    public static Decoding Decode(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxBytes)
            return new Decoding.Undecodable($"{value.Length} bytes, more than {MaxBytes}");
        try
        {
            return Check(CloudEventSight.Read(value));
        }
        catch (JsonException e)
        {
            return new Decoding.Undecodable($"no CloudEvent: {e.Message}");
        }
    }

    private static Decoding Check(in CloudEventSight read)
    {
        if (read.SpecVersion != CloudEvent.Spec)
            return new Decoding.Undecodable("no CloudEvent 1.0");
        if (read.Type == MarkCodec.Type)
            return MarkCodec.Decode(read.Data);
        if (!ChangeType.TryParse(read.Type, out var version))
            return new Decoding.Undecodable(
                $"of type '{read.Type}', where only '{ChangedType}' and its kind are known");
        return version > ChangeData.NewestVersion
            ? new Decoding.Undecodable(
                $"of type '{read.Type}', where '{ChangedType}' to version {ChangeData.NewestVersion} "
                + "are known: redrive it with a newer worker", IsNewer: true)
            : Change(read, version);
    }

    private static Decoding Change(in CloudEventSight read, int version) =>
        (read.Id, read.Data.IsEmpty ? null : ChangeType.Read(version, read.Data)) is
        (
        { Length: > 0 } id,
        { Family: { Length: > 0 } family, Key: { Length: > 0 } key, Version: >= 0 } data
        )
            ? new Decoding.Known(id, new EntityChanged
            {
                Family = family,
                Key = key,
                Version = data.Version.Value,
                Deleted = data.Kind == ChangeData.Deleted,
                CommittedAt = data.CommittedAt,
                TraceParent = read.TraceParent,
            })
            : new Decoding.Undecodable("id, data.family, data.key or data.version is missing");
}
