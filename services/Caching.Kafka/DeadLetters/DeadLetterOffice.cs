using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.DeadLetters;

/// <summary>Keeps dead letters in a compacted topic: the key is the letter's id, an empty value settles it.</summary>
/// <remarks>
/// The topic is the only record, so any number of workers may add to it and any command line may read
/// it. Settling comes after the redriven message is confirmed: a crash between the two leaves the
/// letter, and applying twice does no harm.
/// </remarks>
public sealed class DeadLetterOffice(IProducer<string, byte[]> producer, string topic)
{
    /// <summary>Adds a letter; returns once the broker has confirmed it.</summary>
    /// <exception cref="KafkaException">It is not there: the message may not count as read.</exception>
    public Task AddAsync(DeadLetter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return producer.ProduceAsync(topic, new Message<string, byte[]>
        {
            Key = letter.Id,
            Value = DeadLetterCodec.Encode(letter),
        });
    }

    /// <summary>Puts the message back where it came from, as it was, and settles the letter.</summary>
    /// <exception cref="KafkaException">The letter is still there; the message may be back all the same.</exception>
    public async Task RedriveAsync(DeadLetter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        await producer.ProduceAsync(
            new TopicPartition(letter.Topic, letter.Partition),
            new Message<string, byte[]> { Key = letter.Key!, Value = letter.Value });
        await DiscardAsync(letter.Id);
    }

    /// <summary>Settles a letter.</summary>
    /// <exception cref="KafkaException">The letter is still there.</exception>
    public Task DiscardAsync(string id) =>
        producer.ProduceAsync(topic, new Message<string, byte[]> { Key = id, Value = null! });
}
