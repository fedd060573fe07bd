using System.Globalization;
using System.Text.Json;

namespace CacheFleet.Caching.Kafka.Encoding;

/// <summary>Between <see cref="FeedMark"/> and the bytes on the topic.</summary>
public static class MarkCodec
{
    /// <summary>The event's type.</summary>
    public const string Type = "cachefleet.feed.mark.v1";

    /// <summary>Encodes a mark.</summary>
    public static byte[] Encode(FeedMark mark)
    {
        ArgumentNullException.ThrowIfNull(mark);
        var id = mark.PublishedTo.UtcTicks.ToString(CultureInfo.InvariantCulture);
        var data = new MarkData(mark.PublishedTo, mark.Partitions, mark.Epoch);
        return JsonSerializer.SerializeToUtf8Bytes(
            new CloudEvent<MarkData>(CloudEvent.Spec, id, CloudEvent.OurSource, Type, null,
                mark.PublishedTo, CloudEvent.Json, null, data),
            CloudEventJson.Default.CloudEventMarkData);
    }

    /// <exception cref="JsonException">It is no such data.</exception>
    internal static Decoding Decode(ReadOnlySpan<byte> data) =>
        (data.IsEmpty ? null : JsonSerializer.Deserialize(data, CloudEventJson.Default.MarkData))
            is { PublishedTo: { } publishedTo, Partitions: > 0 and var partitions, Epoch: var epoch }
            ? new Decoding.Mark(new FeedMark(publishedTo, partitions, epoch ?? 0))
            : new Decoding.Undecodable("data.publishedTo or data.partitions is missing");
}
