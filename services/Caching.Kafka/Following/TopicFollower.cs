using CacheFleet.Caching.Kafka.Consuming;
using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.Following;

/// <summary>
/// Reads all partitions of a topic at a position of its own, from the end on, as member of no group: every
/// replica hears everything. Not for two threads at a time.
/// </summary>
public sealed class TopicFollower(
    IConsumer<string, byte[]> consumer, string topic, BrokerReminder reminder)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Goes to the end of every partition.</summary>
    /// <returns>How many partitions there are.</returns>
    /// <exception cref="KafkaException">The broker did not answer in time, or has no such topic.</exception>
    public int Seat()
    {
        var ends = new List<TopicPartitionOffset>();
        var partitions = consumer.PartitionsOf(topic, Longest).Count;
        for (var partition = 0; partition < partitions; partition++)
        {
            var at = new TopicPartition(topic, partition);
            ends.Add(new TopicPartitionOffset(at, consumer.QueryWatermarkOffsets(at, Longest).High));
        }

        consumer.Assign(ends);
        return ends.Count;
    }

    /// <summary>Waits for the next message.</summary>
    /// <returns>Null if none came in time.</returns>
    /// <exception cref="ConsumeException">
    /// The broker refused. See <see cref="MeansLoss"/> for when to <see cref="Seat"/> again.
    /// </exception>
    public ReceivedEvent? Next(TimeSpan patience) => ReceivedEvent.Next(consumer, patience, reminder);

    /// <summary>Messages may have gone unread: the position is no longer, or not yet, on the broker.</summary>
    public static bool MeansLoss(ConsumeException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange
            or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.UnknownTopicOrPart;
    }

    /// <summary>Leaves.</summary>
    public void Close() => consumer.Close();
}
