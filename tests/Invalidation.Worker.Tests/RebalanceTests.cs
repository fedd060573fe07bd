using System.Collections.Concurrent;
using CacheFleet.Caching.Kafka;
using CacheFleet.Caching.Kafka.Consuming;
using CacheFleet.Caching.Kafka.Encoding;
using CacheFleet.Testing;
using Confluent.Kafka;

namespace CacheFleet.Invalidation.Worker.Tests;

/// <summary>Workers that come and go while events flow.</summary>
public sealed class RebalanceTests(Servers servers)
{
    // Mutant: a member that stores the position of what it has taken, and not of what it has
    // applied.
    [Fact]
    public async Task A_second_worker_that_joins_and_leaves_amid_writes_costs_no_event()
    {
        const int Events = 400;
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var first = await RunningWorker.StartAsync(fleet.Settings());
        for (var id = 2_000; id < 2_000 + Events; id++)
            await fleet.FillAsync(id, version: 1);
        var writing = Task.Run(async () =>
        {
            for (var id = 2_000; id < 2_000 + Events; id++)
            {
                await fleet.CommitAsync(Fleet.Product(id, version: 2));
                await Task.Delay(15);
            }
        });
        for (var join = 0; join < 2; join++)
        {
            await using var second = await RunningWorker.StartAsync(fleet.Settings());
            await Task.Delay(1_500);
        }

        await writing;
        await fleet.IsDrainedAsync();
        for (var id = 2_000; id < 2_000 + Events; id++)
            await fleet.IsGoneAsync(id);
    }

    // Within one member a key's events come in their order; across a handover they may come twice,
    // but what the new member takes first is no newer than what it takes next. Mutant: a publisher
    // without the key.
    [Fact]
    public async Task Over_a_rebalance_each_member_takes_the_events_of_a_key_in_their_order()
    {
        const int Keys = 12;
        const int Versions = 60;
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var first = new Member(servers, fleet);
        await Eventually.IsTrueAsync(() => first.HasPartitions, "the first member has joined");
        var publishing = Task.Run(async () =>
        {
            for (var version = 1; version <= Versions; version++)
            {
                for (var key = 1; key <= Keys; key++)
                    await fleet.Publisher.PublishAsync([new($"{key}-{version}", Fleet.Product(key, version))]);
            }
        });
        await using var second = new Member(servers, fleet);
        await Eventually.IsTrueAsync(() => second.HasPartitions, "the second member has joined");
        await publishing;
        await Eventually.IsTrueAsync(() => Enumerable.Range(1, Keys).All(key =>
            first.Taken(key).Concat(second.Taken(key)).Distinct().Count() == Versions), "every event was taken");

        foreach (var member in new[] { first, second })
        {
            for (var key = 1; key <= Keys; key++)
                Assert.Equal(member.Taken(key).Distinct().Order(), member.Taken(key).Distinct());
        }
    }

    private sealed class Member : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Key, long Version)> _taken = new();
        private readonly CancellationTokenSource _stopping = new();
        private readonly IConsumer<string, byte[]> _consumer;
        private readonly Task _taking;

        public Member(Servers servers, Fleet fleet)
        {
            var config = servers.Kafka.Configure(new ConsumerConfig { SessionTimeoutMs = 2_000 });
            KafkaRules.ApplyTo(config, $"{fleet.Topic}.members");
            _consumer = new ConsumerBuilder<string, byte[]>(config).SetLogHandler((_, _) => { }).Build();
            var feed = new EventFeed(_consumer, fleet.Topic,
                BrokerReminder.For(_consumer, config.BootstrapServers, TimeProvider.System));
            feed.Subscribe();
            _taking = Task.Run(async () =>
            {
                while (!_stopping.IsCancellationRequested)
                    Take(await feed.TakeAsync(10, TimeSpan.FromMilliseconds(100)), feed);
                feed.Close();
            });
        }

        public bool HasPartitions => _consumer.Assignment.Count > 0;

        public long[] Taken(int key) =>
            [.. _taken.Where(one => one.Key == Text(key)).Select(one => one.Version)];

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _taking;
            _consumer.Dispose();
            _stopping.Dispose();
        }

        private static string Text(int key) => key.ToString(System.Globalization.CultureInfo.InvariantCulture);

        private void Take(IReadOnlyList<ReceivedEvent> events, EventFeed feed)
        {
            foreach (var known in events.Select(one => one.Content).OfType<Decoding.Known>())
                _taken.Enqueue((known.Change.Key, known.Change.Version));
            feed.Done(events);
        }
    }
}
