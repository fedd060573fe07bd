namespace CacheFleet.Caching.Kafka.Encoding;

/// <summary>
/// The relay's word, in every partition: whatever was committed before this time lies in front of this message. It
/// tells "nothing has changed" from "cut off", and covers the whole way from the table to the reader: a relay that is
/// dead or behind says nothing.
/// </summary>
/// <param name="PublishedTo">By the database's clock.</param>
/// <param name="Partitions">How many the relay writes to; a reader that follows fewer misses events.</param>
/// <param name="Epoch">Grows when the relay has left out events: what was remembered before is void.</param>
public sealed record FeedMark(DateTimeOffset PublishedTo, int Partitions, long Epoch = 0);

/// <summary>A mark on the wire.</summary>
internal sealed record MarkData(DateTimeOffset? PublishedTo, int? Partitions, long? Epoch = null);
