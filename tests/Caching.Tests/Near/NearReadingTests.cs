using CacheFleet.Caching.Near;
using CacheFleet.Caching.Reading;
using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Observing;
using CacheFleet.Caching.Tests.Reading;
using CacheFleet.Caching.Tests.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Near;

public sealed class NearReadingTests
{
    private readonly StillClock _clock = new();
    private readonly WakeUps _wakeUps = new();
    private readonly SwitchableStore _store;
    private Loaded<string> _row = Loaded.Of("v1", 1);

    public NearReadingTests() =>
        _store = new SwitchableStore(new MemorySharedStore(_clock, _wakeUps));

    private OneCache Cache(EntryPolicy policy) =>
        new(policy, (_, _) => new(_row), _clock, _store, _wakeUps);

    [Fact]
    public async Task The_second_read_is_answered_from_memory_and_counted_so()
    {
        using var cache = Cache(Fleet.Policy);
        using var counted = new Counted(cache.Meters);
        await cache.ReadAsync();
        var asked = _store.Asked;
        var hit = await cache.ReadAsync();

        Assert.Equal(("v1", 1, Tier.Near, ReadOutcome.Hit),
            (hit.Value, hit.Version, hit.Tier, hit.Outcome));
        Assert.Equal(asked, _store.Asked);
        Assert.Equal(1, counted["cachefleet.reads{thing,lease,near,hit}"]);
        Assert.Equal(1, counted["cachefleet.reads{thing,lease,origin,miss}"]);
        Assert.Equal(1, counted["cachefleet.fills{thing,lease,stored}"]);
    }

    [Fact]
    public async Task A_hit_allocates_nothing_and_has_completed_when_it_returns()
    {
        using var cache = Cache(Fleet.Policy);
        await cache.ReadAsync();
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var completed = true;
            for (var times = 0; times < 1_000; times++)
            {
                var read = cache.Cache.ReadAsync(cache.Family.Key(1), CancellationToken.None);
                completed &= read.IsCompleted;
                completed &= (await read).Tier == Tier.Near;
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(completed);
            // The first round warms up.
            if (round == 1)
                Assert.Equal(0, allocated);
        }
    }

    // Mutant caught: NearReader ignores FreshFor.
    [Fact]
    public async Task It_ends_with_the_shared_entry_however_late_it_was_kept()
    {
        using var writer = Cache(Fleet.Policy);
        await writer.ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(59));
        using var reader = Cache(Fleet.Policy);
        await reader.ReadAsync();
        Assert.Equal(Tier.Near, (await reader.ReadAsync()).Tier);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Tier.Origin, (await reader.ReadAsync()).Tier);
    }

    [Fact]
    public async Task Its_own_time_to_live_is_counted_from_the_look()
    {
        using var cache = Cache(
            Fleet.Policy with { Near = new NearOptions { TimeToLive = Ttl.Seconds(5) } });
        await cache.ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Tier.Shared, (await cache.ReadAsync()).Tier);
    }

    // Mutant caught: NearReader keeps what joined. Its age would be counted from the one who joined last.
    [Fact]
    public async Task Only_the_one_who_began_a_read_keeps_what_it_brings()
    {
        using var leaves = new CancellationTokenSource();
        var reads = new HeldReader();
        var cache = new NearCache<long, Answer<string>>(new NearOptions(), _clock);
        var near = new NearReader<long, string>(
            new Coalescing<long, string>(reads), cache, TimeSpan.FromMinutes(1));
        var pilot = near.ReadAsync(1, leaves.Token).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(30));
        var joined = near.ReadAsync(1, CancellationToken.None);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pilot);
        reads.End(0, "v1");

        Assert.Equal("v1", (await joined).Value);
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task A_stale_answer_is_not_kept()
    {
        var policy = Fleet.Policy with { FreshFor = Ttl.Seconds(10), StaleWhileRefreshing = true };
        using var cache = Cache(policy);
        await cache.ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Tier.Shared, (await cache.ReadAsync()).Tier);
        await Eventually.IsTrueAsync(
            async () => (await cache.ReadAsync()).Outcome == ReadOutcome.Hit, "a refresh");
    }

    // What was loaded past a dark store is unguarded: no news could reach it.
    // Mutant caught: NearReader keeps what does not stand in the shared store.
    [Fact]
    public async Task What_was_loaded_past_a_dark_store_is_not_kept_and_what_was_kept_before_is_answered()
    {
        using var cache = Cache(Fleet.Policy);
        await cache.ReadAsync(1);
        _store.Trouble = StoreTrouble.Unreachable;
        Assert.Equal(Tier.Near, (await cache.ReadAsync(1)).Tier);
        await cache.ReadAsync(2);
        Assert.Equal(Tier.Origin, (await cache.ReadAsync(2)).Tier);
    }

    [Fact]
    public async Task An_absent_row_is_kept_as_long_as_the_policy_remembers_it()
    {
        _row = Loaded<string>.Absent;
        using var cache = Cache(Fleet.Policy with { AbsentFor = Ttl.Seconds(3) });
        await cache.ReadAsync();
        var hit = await cache.ReadAsync();
        Assert.Equal((false, Tier.Near), (hit.IsPresent, hit.Tier));
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Tier.Origin, (await cache.ReadAsync()).Tier);
    }

    [Fact]
    public void An_L1_that_outlives_the_shared_entry_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(() => Cache(Fleet.Policy with
        {
            FreshFor = Ttl.Seconds(30),
            Near = new NearOptions { TimeToLive = Ttl.Seconds(31) },
        }));
        Assert.Contains("Near.TimeToLive 00:00:31", error.Message, StringComparison.Ordinal);
        Assert.Contains("FreshFor 00:00:30", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_L1_above_an_unguarded_store_is_refused() =>
        Assert.Contains("Guard None", Assert.Throws<ArgumentException>(
            () => Cache(EntryPolicy.Baseline(Ttl.Seconds(60)) with { Near = new NearOptions() }))
            .Message, StringComparison.Ordinal);
}
