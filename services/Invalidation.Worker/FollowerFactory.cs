using CacheFleet.Caching.Kafka;
using Confluent.Kafka;

namespace CacheFleet.Invalidation.Worker;

/// <summary>
/// Further readers of the topic, with the consumer's own connection and none of its group.
/// </summary>
internal sealed class FollowerFactory(ConsumerConfig like)
{
    public IConsumer<string, byte[]> Create(string name)
    {
        var config = new ConsumerConfig(like.ToDictionary());
        KafkaRules.ApplyToFollower(config, $"cachefleet.worker.{name}");
        // The worker's own consumer logs what there is to say about the broker.
        return new ConsumerBuilder<string, byte[]>(config).SetLogHandler((_, _) => { }).Build();
    }
}
