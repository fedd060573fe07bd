using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.Tests;

public sealed class KafkaRulesTests
{
    [Fact]
    public void On_a_broker_of_today_the_producer_is_idempotent()
    {
        var config = new ProducerConfig();

        KafkaRules.ApplyTo(config);

        Assert.Equal(Acks.All, config.Acks);
        Assert.True(config.EnableIdempotence);
        Assert.Null(config.MaxInFlight);
    }

    // Mutant: several requests under way, of which one that is tried again overtakes the next.
    [Fact]
    public void On_a_broker_that_numbers_no_requests_only_one_is_under_way()
    {
        var config = new ProducerConfig { ApiVersionRequest = false, BrokerVersionFallback = "0.9.0.1" };

        KafkaRules.ApplyTo(config);

        Assert.Equal(Acks.All, config.Acks);
        Assert.Equal(1, config.MaxInFlight);
        Assert.NotEqual(true, config.EnableIdempotence);
    }

    [Fact]
    public void What_may_be_tuned_is_left_as_configured_and_what_keeps_events_is_not()
    {
        var producer = new ProducerConfig { Acks = Acks.None, MessageTimeoutMs = 1234, LingerMs = 20 };
        var consumer = new ConsumerConfig
        {
            EnableAutoOffsetStore = true,
            AutoOffsetReset = AutoOffsetReset.Latest,
            SessionTimeoutMs = 2345,
        };

        KafkaRules.ApplyTo(producer);
        KafkaRules.ApplyTo(consumer, "group");

        Assert.Equal(Acks.All, producer.Acks);
        Assert.Equal(1234, producer.MessageTimeoutMs);
        Assert.Equal(20, producer.LingerMs);
        Assert.Equal("group", consumer.GroupId);
        Assert.False(consumer.EnableAutoOffsetStore);
        Assert.Equal(AutoOffsetReset.Earliest, consumer.AutoOffsetReset);
        Assert.Equal(2345, consumer.SessionTimeoutMs);
    }
}
