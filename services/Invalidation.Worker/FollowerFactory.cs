using CacheFleet.Caching.Kafka;
using CacheFleet.Caching.Kafka.Following;
using Confluent.Kafka;

namespace CacheFleet.Invalidation.Worker;

/// <summary>
/// Further readers of the topic, with the consumer's own connection and none of its group.
/// </summary>
internal sealed class FollowerFactory(ConsumerConfig like, TimeProvider clock)
{
    /// <summary>Reads from the topic's end on.</summary>
    public TopicFollower Follow(IConsumer<string, byte[]> consumer, string topic) =>
        new(consumer, topic, BrokerReminder.For(consumer, like.BootstrapServers, clock));

    public IConsumer<string, byte[]> Create(string name)
    {
        var config = new ConsumerConfig(like.ToDictionary());
        KafkaRules.ApplyToFollower(config, $"cachefleet.worker.{name}");
        // The worker's own consumer logs what there is to say about the broker.
        return new ConsumerBuilder<string, byte[]>(config).SetLogHandler((_, _) => { }).Build();
    }
}
