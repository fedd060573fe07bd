namespace CacheFleet.Caching.Kafka.Publishing;

/// <summary>The broker has not confirmed every event of a batch.</summary>
public sealed class PublishingFailedException(int failed, int all, string reason)
    : Exception($"{failed} of {all} events were not confirmed by Kafka: {reason}")
{
    /// <summary>How many were not confirmed.</summary>
    public int Failed { get; } = failed;
}
