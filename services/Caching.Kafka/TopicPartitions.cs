using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka;

/// <summary>
/// Plain metadata, which every broker knows; the rest of the admin API old brokers do not.
/// </summary>
internal static class TopicPartitions
{
    /// <summary>The topic's partitions.</summary>
    /// <exception cref="KafkaException">The broker does not answer in time, or has no such topic.</exception>
    public static IReadOnlyList<int> PartitionsOf(
        this IClient client, string topic, TimeSpan atMost)
    {
        using var admin = new DependentAdminClientBuilder(client.Handle).Build();
        var found = admin.GetMetadata(topic, atMost).Topics[0];
        return found.Error.IsError ? throw new KafkaException(found.Error)
            : found.Partitions.Count > 0 ? [.. found.Partitions.Select(partition => partition.PartitionId)]
            : throw new KafkaException(ErrorCode.UnknownTopicOrPart);
    }
}
