using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.DeadLetters;

/// <summary>Reads the topic of dead letters from its beginning to its end.</summary>
public sealed class DeadLetterReader(IConsumer<string, byte[]> consumer, string topic)
{
    /// <summary>More than anybody can look at; whoever has more has another problem.</summary>
    public const int Most = 100_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The letters that nobody has settled, oldest first.</summary>
    /// <exception cref="KafkaException">The broker does not answer, or has no such topic.</exception>
    public Task<IReadOnlyList<DeadLetter>> ReadAsync() => Task.Run<IReadOnlyList<DeadLetter>>(Read);

    private List<DeadLetter> Read()
    {
        var letters = new Dictionary<string, DeadLetter>();
        foreach (var partition in consumer.PartitionsOf(topic, Patience))
            Read(new TopicPartition(topic, partition), letters);
        return [.. letters.Values.OrderBy(letter => letter.DiedAt)];
    }

    private void Read(TopicPartition partition, Dictionary<string, DeadLetter> letters)
    {
        var ends = consumer.QueryWatermarkOffsets(partition, Patience);
        consumer.Assign(new TopicPartitionOffset(partition, ends.Low));
        for (var next = ends.Low.Value; next < ends.High.Value && letters.Count < Most;)
        {
            var message = consumer.Consume(Patience) ?? throw new KafkaException(ErrorCode.Local_TimedOut);
            if (message.IsPartitionEOF)
                break;
            next = message.Offset.Value + 1;
            if (message.Message.Value is { Length: > 0 } value && DeadLetterCodec.Decode(value) is { } letter)
                letters[letter.Id] = letter;
            else if (message.Message.Key is { } id)
                letters.Remove(id);
        }

        consumer.Unassign();
    }
}
