using CacheFleet.Caching.Kafka.Publishing;

namespace CacheFleet.Caching.Kafka.Tests.Publishing;

public sealed class EventPublisherTests(Broker broker)
{
    [Fact]
    public async Task Each_entrys_events_arrive_in_the_order_in_which_they_were_published()
    {
        const int Keys = 20;
        const int Versions = 50;
        using var topic = await TestTopic.CreateAsync(broker);
        for (var version = 1; version <= Versions; version += 10)
        {
            await topic.Publisher.PublishAsync([.. from step in Enumerable.Range(version, 10)
                                                   from key in Enumerable.Range(1, Keys)
                                                   select TestTopic.Event(key, step)]);
        }

        var (feed, _) = topic.Join("reader");
        var received = await TestTopic.TakeAsync(feed, Keys * Versions);

        Assert.Equal(Keys * Versions, received.Count);
        Assert.All(TestTopic.Changes(received).GroupBy(change => change.Key), entry =>
            Assert.Equal(Enumerable.Range(1, Versions).Select(version => (long)version),
                entry.Select(change => change.Version)));
        Assert.True(received.Select(one => one.At.Partition).Distinct().Count() > 1, "keys share one partition");
    }

    [Fact]
    public async Task All_events_of_an_entry_lie_in_one_partition()
    {
        using var topic = await TestTopic.CreateAsync(broker);
        await topic.Publisher.PublishAsync([.. Enumerable.Range(1, 30).Select(v => TestTopic.Event(7, v))]);

        var (feed, _) = topic.Join("reader");
        var received = await TestTopic.TakeAsync(feed, 30);

        Assert.Single(received.Select(one => one.At.Partition).Distinct());
    }

    [Fact]
    public async Task Nothing_to_publish_needs_no_broker()
    {
        using var topic = await TestTopic.CreateAsync(broker);

        await topic.Publisher.PublishAsync([]);
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_is_a_failure_that_says_so()
    {
        var config = broker.Kafka.Configure(new Confluent.Kafka.ProducerConfig { MessageTimeoutMs = 2_000 });
        KafkaRules.ApplyTo(config);
        using var producer = new Confluent.Kafka.ProducerBuilder<string, byte[]>(config)
            .SetLogHandler((_, _) => { }).Build();
        var reminder = new BrokerReminder(() => { }, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<PublishingFailedException>(
            () => new EventPublisher(producer, "no-such-topic", reminder).PublishAsync([TestTopic.Event(1, 1)]));

        Assert.Contains("1 of 1 events", failure.Message);
    }

    // Mutant: a publisher that does not wait for the delivery reports returns while the broker is
    // dead.
    [Fact]
    public async Task A_dead_broker_fails_the_batch_and_one_that_is_back_takes_it()
    {
        using var topic = await TestTopic.CreateAsync(broker);
        await topic.Publisher.PublishAsync([TestTopic.Event(1, 1)]);
        OutgoingEvent[] batch = [TestTopic.Event(1, 2), TestTopic.Event(2, 2), TestTopic.Event(3, 2)];

        await broker.Kafka.KillAsync();
        var failure = await Assert.ThrowsAsync<PublishingFailedException>(() => topic.Publisher.PublishAsync(batch));
        await broker.Kafka.StartAsync();
        await PublishAgainAsync(topic, batch);

        Assert.Equal(3, failure.Failed);
        Assert.Contains("3 of 3 events were not confirmed by Kafka", failure.Message);
        var (feed, _) = topic.Join("reader");
        var received = await TestTopic.TakeAsync(feed, 4);
        Assert.Equal(["1", "1", "2", "3"], TestTopic.Changes(received).Select(change => change.Key).Order());
    }

    [Fact]
    public async Task What_a_killed_broker_has_confirmed_is_there_when_it_is_back()
    {
        using var topic = await TestTopic.CreateAsync(broker);
        await topic.Publisher.PublishAsync([.. Enumerable.Range(1, 500).Select(key => TestTopic.Event(key, 1))]);

        await broker.Kafka.KillAsync();
        await broker.Kafka.StartAsync();

        var (feed, _) = topic.Join("reader");
        var received = await TestTopic.TakeAsync(feed, 500);
        Assert.Equal(500, TestTopic.Changes(received).Select(change => change.Key).Distinct().Count());
    }

    // As the relay does: the same batch again until it is confirmed.
    private static async Task PublishAgainAsync(TestTopic topic, OutgoingEvent[] batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await topic.Publisher.PublishAsync(batch);
                return;
            }
            catch (PublishingFailedException) when (attempt < 10)
            {
                // The client has not found the broker again yet.
            }
        }
    }
}
