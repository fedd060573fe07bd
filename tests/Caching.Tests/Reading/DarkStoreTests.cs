using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Reading;

/// <summary>A store that does not answer: reads go on, and cost the origin no more than it can bear.</summary>
public sealed class DarkStoreTests
{
    private readonly StillClock _clock = new();
    private readonly SwitchableStore _store;

    public DarkStoreTests() => _store = new SwitchableStore(new MemorySharedStore(_clock))
    {
        Trouble = StoreTrouble.TimedOut,
    };

    private static ValueTask<Loaded<string>> LoadAsync(long id, CancellationToken cancellation) =>
        new(Loaded.Of("value", 1));

    [Theory]
    [InlineData(StoreTrouble.Unreachable)]
    [InlineData(StoreTrouble.TimedOut)]
    [InlineData(StoreTrouble.Refused)]
    public async Task A_read_is_answered_by_the_origin_and_nothing_is_written(StoreTrouble trouble)
    {
        _store.Trouble = trouble;
        using var cache = new OneCache(
            EntryPolicy.SingleFlightOf(Ttl.Seconds(60)), LoadAsync, _clock, _store);
        var answer = await cache.ReadAsync();

        Assert.Equal(("value", ReadOutcome.StoreDark), (answer.Value, answer.Outcome));
        Assert.Equal(1, _store.Asked);
    }

    // Mutant: Leasing takes a decisive look as it is (without Vetted).
    [Fact]
    public async Task A_store_that_lost_our_trust_while_it_answered_is_not_believed()
    {
        var policy = EntryPolicy.Baseline(Ttl.Seconds(60)) with { Guard = FillGuard.Lease, SingleFlight = true };
        var version = 1;
        using var other = new OneCache(
            policy, (_, _) => new(Loaded.Of($"v{version}", version)), _clock, _store);
        using var cache = new OneCache(
            policy, (_, _) => new(Loaded.Of($"v{version}", version)), _clock, _store);
        _store.Trouble = StoreTrouble.None;
        Assert.Equal(FillOutcome.Stored, (await other.ReadAsync()).Fill);
        version = 2;
        _store.Objection = StoreTrouble.NotTrusted;

        var answer = await cache.ReadAsync();

        Assert.Equal(("v2", ReadOutcome.StoreDark), (answer.Value, answer.Outcome));
    }

    [Fact]
    public async Task An_invalidation_says_what_hindered_it_and_throws_nothing()
    {
        using var cache = new OneCache(
            EntryPolicy.Baseline(Ttl.Seconds(60)), LoadAsync, _clock, _store);
        Assert.Equal(StoreTrouble.TimedOut, await cache.InvalidateAsync(version: 2));
    }

    // Mutant: DarkOrigin passes every load.
    [Fact]
    public async Task No_more_loads_run_at_once_than_the_policy_allows()
    {
        int running = 0, most = 0;
        var gate = new TaskCompletionSource();
        var policy = EntryPolicy.Baseline(Ttl.Seconds(60)) with { LoadsWhileDark = 3 };
        using var cache = new OneCache(policy, async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await gate.Task;
            Interlocked.Decrement(ref running);
            return Loaded.Of("value", 1);
        }, _clock, _store);
        var reads = Enumerable.Range(0, 20).Select(id => cache.ReadAsync(id)).ToArray();
        Assert.Equal(3, running);
        gate.SetResult();

        Assert.All(await Task.WhenAll(reads), answer => Assert.True(answer.IsPresent));
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Who_finds_the_queue_full_is_refused_with_the_knobs_named()
    {
        var policy = EntryPolicy.Baseline(Ttl.Seconds(60)) with
        {
            LoadsWhileDark = 1,
            WaitersWhileDark = 1,
        };
        var gate = new TaskCompletionSource();
        using var cache = new OneCache(policy, async (_, _) =>
        {
            await gate.Task;
            return Loaded.Of("value", 1);
        }, _clock, _store);
        var (runs, waits) = (cache.ReadAsync(1), cache.ReadAsync(2));

        var refused = await Assert.ThrowsAsync<OriginOverloadedException>(() => cache.ReadAsync(3));
        Assert.Contains("LoadsWhileDark", refused.Message, StringComparison.Ordinal);
        Assert.Contains("WaitersWhileDark", refused.Message, StringComparison.Ordinal);
        gate.SetResult();
        await Task.WhenAll(runs, waits);
    }

    // Mutants: Circuit.LetsThrough is always true; it is never true while open; Vetted asks nobody.
    [Theory]
    [InlineData(FillGuard.None)]
    [InlineData(FillGuard.Lease)]
    public async Task A_store_that_stays_dark_is_asked_once_an_interval_and_used_again_once_it_answers(
        FillGuard guard)
    {
        var policy = EntryPolicy.Baseline(Ttl.Seconds(60)) with
        {
            Guard = guard,
            SingleFlight = guard != FillGuard.None,
        };
        using var cache = new OneCache(policy, LoadAsync, _clock, _store, configure: o =>
        {
            o.FailuresToOpen = 3;
            o.RetryDarkStoreEvery = TimeSpan.FromSeconds(1);
        });
        for (var read = 0; read < 50; read++)
            Assert.Equal(ReadOutcome.StoreDark, (await cache.ReadAsync()).Outcome);
        Assert.Equal(3, _store.Asked);

        _clock.Advance(TimeSpan.FromSeconds(1));
        for (var read = 0; read < 50; read++)
            await cache.ReadAsync();
        Assert.Equal(4, _store.Asked);

        _store.Trouble = StoreTrouble.None;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(FillOutcome.Stored, (await cache.ReadAsync()).Fill);
        Assert.Equal(ReadOutcome.Hit, (await cache.ReadAsync()).Outcome);
    }

    // Mutant: Circuit.Heard counts a refusal as darkness.
    [Fact]
    public async Task A_store_that_refuses_one_key_is_alive_and_goes_on_being_asked()
    {
        _store.Trouble = StoreTrouble.Refused;
        using var cache = new OneCache(
            EntryPolicy.Baseline(Ttl.Seconds(60)), LoadAsync, _clock, _store);
        for (var read = 0; read < 10; read++)
            await cache.ReadAsync();

        Assert.Equal(10, _store.Asked);
    }
}
