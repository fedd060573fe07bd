using CacheFleet.Caching.Kafka.Encoding;
using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.Publishing;

/// <summary>Puts the relay's marks into every partition of the topic.</summary>
public sealed class MarkPublisher(
    IProducer<string, byte[]> producer, string topic, BrokerReminder reminder)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>How many partitions the topic has now.</summary>
    /// <exception cref="KafkaException">The broker did not say so in time.</exception>
    public Task<int> CountPartitionsAsync() =>
        Task.Run(() => producer.PartitionsOf(topic, Longest).Count);

    /// <summary>Publishes one to each partition and returns once all are confirmed.</summary>
    /// <exception cref="KafkaException">One was not; the next mark makes up for it.</exception>
    public async Task PublishAsync(FeedMark mark)
    {
        ArgumentNullException.ThrowIfNull(mark);
        var message = new Message<string, byte[]> { Value = MarkCodec.Encode(mark) };
        try
        {
            await Task.WhenAll(Enumerable.Range(0, mark.Partitions).Select(
                partition => producer.ProduceAsync(new TopicPartition(topic, partition), message)));
            reminder.Heard();
        }
        catch (KafkaException)
        {
            reminder.HeardNothing();
            throw;
        }
    }
}
