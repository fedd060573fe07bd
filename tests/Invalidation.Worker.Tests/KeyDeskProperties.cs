using CacheFleet.Caching.Kafka.Consuming;
using CacheFleet.Caching.Kafka.Encoding;
using CacheFleet.Invalidation.Worker.Consuming;
using CacheFleet.Testing;
using Confluent.Kafka;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CacheFleet.Invalidation.Worker.Tests;

/// <summary>
/// Any events, in any order, any number of times, against a store that fails whenever it likes.
/// </summary>
public sealed class KeyDeskProperties
{
    private const int Cases = 500;

    // Mutants: a position that moves to the last event taken; a key that forgets its older, undone
    // events when a newer one fails. Not the order of one key's tries: versions make it
    // indifferent.
#pragma warning disable VSTHRD002 // FsCheck knows no asynchronous properties, and nothing in here ever waits.
    [Fact]
    public void Whatever_is_repeated_reordered_or_fails_every_key_ends_at_its_newest_version() =>
        Prop.ForAll(Deliveries().ToArbitrary(), delivery => RunAsync(delivery).GetAwaiter().GetResult())
            .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(Cases));
#pragma warning restore VSTHRD002

    private static Gen<Delivery> Deliveries() =>
        from events in Gen.Choose(1, 40).SelectMany(n => Gen.ArrayOf(OneEvent(), n))
        from repeated in Gen.SubListOf(events)
        from order in Gen.Shuffle(events.Concat(repeated).ToArray())
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new Delivery([.. order], seed);

    private static Gen<Written> OneEvent() =>
        from key in Gen.Choose(1, 5)
        from version in Gen.Choose(1, 20)
        from partition in Gen.Choose(0, 1)
        select new Written(key, version, partition);

    private static async Task<bool> RunAsync(Delivery delivery)
    {
        var random = new Random(delivery.Seed);
        var clock = new StillClock();
        var store = new FailingStore(random);
        var desk = new KeyDesk(store, null!, new Burials(null!, null!, clock, NullLogger<Burials>.Instance),
            new WaitingRoom(clock, random),
            Options.Create(new WorkerOptions { MaxAttempts = 1_000 }));
        var offsets = new long[2];
        var taken = new List<(Written Event, long Offset)>();
        var settled = new long[2];
        foreach (var written in delivery.Order)
        {
            var offset = offsets[written.Partition]++;
            taken.Add((written, offset));
            desk.Add(Received(written, offset));
            if (random.Next(3) > 0)
                continue;
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(500)));
            await RoundAsync();
        }

        store.FailsNoMore();
        for (var round = 0; round < 200; round++)
        {
            clock.Advance(TimeSpan.FromSeconds(6));
            await RoundAsync();
        }

        return settled.SequenceEqual(offsets)
            && taken.GroupBy(one => one.Event.Key).All(key =>
                store.VersionOf(key.Key) == key.Max(one => one.Event.Version));

        async Task RoundAsync()
        {
            foreach (var moved in await desk.WorkAsync())
                settled[moved.Partition.Value] = moved.Offset.Value;
            Assert.All(taken.Where(one => one.Offset < settled[one.Event.Partition]), one =>
                Assert.True(store.VersionOf(one.Event.Key) >= one.Event.Version, "passed over"));
        }
    }

    private static ReceivedEvent Received(Written written, long offset) => new(
        new TopicPartitionOffset("t", written.Partition, offset),
        new Decoding.Known($"{written.Version}", Fleet.Product(written.Key, written.Version)));

    private sealed record Written(int Key, int Version, int Partition);

    private sealed record Delivery(IReadOnlyList<Written> Order, int Seed);

    private sealed class FailingStore(Random random) : IKeyApplier
    {
        private readonly Dictionary<string, long> _versions = [];
        private int _failsOneIn = 2;

        public void FailsNoMore() => _failsOneIn = 0;

        public long VersionOf(int key) => _versions.GetValueOrDefault($"product:{key}");

        public Task<bool> TakesAsync() => Task.FromResult(random.Next(2) == 0);

        public Task<Applied[]> ApplyAsync(IReadOnlyList<KeyWork> keys) =>
            Task.FromResult(keys.Select(Apply).ToArray());

        private Applied Apply(KeyWork work)
        {
            if (_failsOneIn > 0 && random.Next(_failsOneIn) == 0)
                return Applied.Refused;
            _versions[work.Subject] = Math.Max(
                work.Newest!.Version, _versions.GetValueOrDefault(work.Subject));
            return Applied.Done;
        }
    }
}
