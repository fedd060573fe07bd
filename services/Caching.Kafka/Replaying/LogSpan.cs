namespace CacheFleet.Caching.Kafka.Replaying;

/// <summary>
/// A part of a topic: per partition, from one offset up to, but not with, another.
/// </summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="IsWhole">False if the broker has already removed some of it.</param>
public sealed record LogSpan(
    IReadOnlyDictionary<int, long> From, IReadOnlyDictionary<int, long> To, bool IsWhole)
{
    /// <summary>How many messages there are in it, at most.</summary>
    public long Messages => To.Sum(end => Math.Max(0, end.Value - From[end.Key]));
}
