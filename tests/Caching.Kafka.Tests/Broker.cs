using CacheFleet.Caching.Kafka.Tests;
using CacheFleet.Testing;

[assembly: AssemblyFixture(typeof(Broker))]

// The tests stop and kill the broker that they share.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CacheFleet.Caching.Kafka.Tests;

/// <summary>One real broker for all tests; each takes a topic of its own.</summary>
public sealed class Broker : IAsyncLifetime
{
    private int _topics;

    public KafkaServer Kafka { get; } = new();

    public ValueTask InitializeAsync() => Kafka.InitializeAsync();

    public async Task<string> CreateTopicAsync(int partitions = 6)
    {
        var topic = $"invalidations-{++_topics}";
        await Kafka.CreateTopicAsync(topic, partitions);
        return topic;
    }

    public ValueTask DisposeAsync() => Kafka.DisposeAsync();
}
