using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka.Consuming;
using CacheFleet.Caching.Kafka.Encoding;
using CacheFleet.Caching.Kafka.Publishing;
using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.Tests;

/// <summary>One test's topic with a publisher, and feeds of any group.</summary>
internal sealed class TestTopic : IDisposable
{
    private const int Deadline = 3_000;

    private readonly Broker _broker;
    private readonly IProducer<string, byte[]> _producer;
    private readonly List<IConsumer<string, byte[]>> _consumers = [];

    private TestTopic(Broker broker, string name)
    {
        _broker = broker;
        Name = name;
        var config = broker.Kafka.Configure(new ProducerConfig { MessageTimeoutMs = Deadline });
        KafkaRules.ApplyTo(config);
        _producer = new ProducerBuilder<string, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        Publisher = new EventPublisher(_producer, name, ReminderOf(_producer));
    }

    public string Name { get; }

    public EventPublisher Publisher { get; }

    public static async Task<TestTopic> CreateAsync(Broker broker, int partitions = 6) =>
        new(broker, await broker.CreateTopicAsync(partitions));

    public static OutgoingEvent Event(int key, long version) => new($"{version}-{key}", new EntityChanged
    {
        Family = "product",
        Key = key.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Version = version,
    });

    /// <summary>Whatever a stranger may put there.</summary>
    public Task SendAsync(byte[] value) =>
        _producer.ProduceAsync(Name, new Message<string, byte[]> { Key = "stranger", Value = value });

    /// <summary>A member of a group, which it has not left before the test is over.</summary>
    public (EventFeed Feed, IConsumer<string, byte[]> Consumer) Join(string group)
    {
        var config = _broker.Kafka.Configure(
            new ConsumerConfig { SessionTimeoutMs = 1_500, AutoCommitIntervalMs = 100 });
        KafkaRules.ApplyTo(config, $"{Name}-{group}");
        var consumer = new ConsumerBuilder<string, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        _consumers.Add(consumer);
        var feed = new EventFeed(consumer, Name, ReminderOf(consumer));
        feed.Subscribe();
        return (feed, consumer);
    }

    /// <summary>Takes until there are so many events, however many batches that needs.</summary>
    public static async Task<List<ReceivedEvent>> TakeAsync(EventFeed feed, int count)
    {
        var received = new List<ReceivedEvent>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (received.Count < count && !limit.IsCancellationRequested)
            received.AddRange(await feed.TakeAsync(count - received.Count, TimeSpan.FromMilliseconds(200)));
        return received;
    }

    public static IEnumerable<EntityChanged> Changes(IEnumerable<ReceivedEvent> events) =>
        events.Select(received => received.Content).OfType<Decoding.Known>().Select(known => known.Change);

    private BrokerReminder ReminderOf(IClient client) =>
        BrokerReminder.For(client, _broker.Kafka.ConnectionString, TimeProvider.System);

    public void Dispose()
    {
        foreach (var consumer in _consumers)
            consumer.Dispose();
        _producer.Dispose();
    }
}
