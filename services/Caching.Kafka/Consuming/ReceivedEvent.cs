using CacheFleet.Caching.Kafka.Encoding;
using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.Consuming;

/// <summary>A message, where it lay and what it is.</summary>
public sealed record ReceivedEvent(TopicPartitionOffset At, Decoding Content)
{
    /// <summary>The message's key and value as they came, for whoever must keep them.</summary>
    public Message<string, byte[]> Raw { get; init; } = new();

    internal static ReceivedEvent? Next(
        IConsumer<string, byte[]> consumer, TimeSpan patience, BrokerReminder reminder)
    {
        if (consumer.Consume(patience) is not { IsPartitionEOF: false } result)
        {
            reminder.HeardNothing();
            return null;
        }

        reminder.Heard();
        return Of(result);
    }

    internal static ReceivedEvent Of(ConsumeResult<string, byte[]> result) =>
        new(result.TopicPartitionOffset, EventCodec.Decode(result.Message.Value)) { Raw = result.Message };
}
