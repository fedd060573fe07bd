using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Reading;

public sealed class LeasingTests
{
    private static readonly EntryPolicy Leased = new()
    {
        Name = new PolicyName("lease"),
        TimeToLive = Ttl.Seconds(60),
        Guard = FillGuard.Lease,
        SingleFlight = true,
    };

    private readonly StillClock _clock = new();
    private readonly WakeUps _wakeUps = new();
    private readonly MemorySharedStore _store;
    private int _loads;
    private long _row = 1;

    public LeasingTests() => _store = new MemorySharedStore(_clock, _wakeUps);

    private OneCache Cache(EntryPolicy policy, Func<Task>? hold = null) =>
        new(policy, async (_, cancellation) =>
        {
            Interlocked.Increment(ref _loads);
            var row = _row;
            if (hold is not null)
                await hold().WaitAsync(cancellation);
            return Loaded.Of($"v{row}", row);
        }, _clock, _store, _wakeUps);

    // Mutants: MemorySharedStore.FillAsync without the fence's comparison; Invalidate without MoveFence.
    [Fact]
    public async Task A_value_loaded_before_an_invalidation_is_answered_but_never_written()
    {
        var gate = new TaskCompletionSource();
        using var reader = Cache(Leased, () => gate.Task);
        var read = reader.ReadAsync();
        _row = 2;
        await reader.InvalidateAsync(version: 0);
        gate.SetResult();

        var late = await read;
        Assert.Equal(("v1", FillOutcome.LeaseRefused), (late.Value, late.Fill));
        Assert.Equal("v2", (await reader.ReadAsync()).Value);
    }

    [Fact]
    public async Task Two_processes_that_miss_together_load_once()
    {
        var gate = new TaskCompletionSource();
        using var one = Cache(Leased, () => gate.Task);
        using var other = Cache(Leased, () => gate.Task);
        var first = one.ReadAsync();
        var second = other.ReadAsync();
        gate.SetResult();

        Assert.Equal(["v1", "v1"], from a in await Task.WhenAll(first, second) select a.Value);
        Assert.Equal(1, _loads);
    }

    [Fact]
    public async Task A_failed_load_reaches_its_caller_and_the_next_reader_loads_at_once()
    {
        var fails = true;
        using var cache = Cache(Leased, () => fails
            ? Task.FromException(new TimeoutException("the origin is slow"))
            : Task.CompletedTask);
        await Assert.ThrowsAsync<TimeoutException>(() => cache.ReadAsync());
        fails = false;

        Assert.Equal("v1", (await cache.ReadAsync()).Value);
    }

    [Fact]
    public async Task A_loader_that_dies_with_its_lease_holds_nobody_up_beyond_the_lease()
    {
        using var dead = Cache(Leased, () => new TaskCompletionSource().Task);
        _ = dead.ReadAsync();
        using var survivor = Cache(Leased);
        var read = survivor.ReadAsync();
        Assert.False(read.IsCompleted);

        for (var i = 0; i < 40 && !read.IsCompleted; i++)
        {
            _clock.Advance(Leased.RestWhileBusy.Span);
            await Task.Yield();
        }

        Assert.Equal("v1", (await read).Value);
    }

    [Fact]
    public async Task After_the_soft_TTL_everyone_has_the_stale_value_while_one_refreshes()
    {
        var policy = Leased with
        {
            FreshFor = Ttl.Seconds(10),
            StaleWhileRefreshing = true,
        };
        var gate = new TaskCompletionSource();
        gate.SetResult();
        using var cache = Cache(policy, () => gate.Task);
        await cache.ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(15));
        gate = new TaskCompletionSource();
        _row = 2;

        var stale = await cache.ReadAsync();
        Assert.Equal(("v1", ReadOutcome.Stale), (stale.Value, stale.Outcome));
        Assert.Equal(TimeSpan.FromSeconds(5), stale.StaleFor);
        Assert.Equal("v1", (await cache.ReadAsync()).Value);
        await Eventually.IsTrueAsync(() => _loads == 2, "a refresh");

        gate.SetResult();
        await Eventually.IsTrueAsync(
            async () => (await cache.ReadAsync()).Value == "v2", "the new value");
        Assert.Equal(2, _loads);
    }

    [Fact]
    public async Task A_failed_refresh_answers_stale_up_to_the_hard_TTL_and_no_further()
    {
        var policy = Leased with { FreshFor = Ttl.Seconds(10), StaleOnError = true };
        var fails = false;
        using var cache = Cache(policy, () => fails
            ? Task.FromException(new TimeoutException("the origin is down"))
            : Task.CompletedTask);
        await cache.ReadAsync();
        fails = true;

        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(ReadOutcome.Stale, (await cache.ReadAsync()).Outcome);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => cache.ReadAsync());
    }

    [Fact]
    public async Task A_store_that_lost_its_data_refuses_a_fill_from_before()
    {
        var gate = new TaskCompletionSource();
        using var cache = Cache(Leased, () => gate.Task);
        var read = cache.ReadAsync();
        _store.Clear();
        gate.SetResult();

        Assert.Equal(FillOutcome.LeaseRefused, (await read).Fill);
    }

    [Fact]
    public async Task A_committed_row_written_through_is_not_overwritten_by_an_older_load()
    {
        var gate = new TaskCompletionSource();
        using var cache = Cache(Leased, () => gate.Task);
        var read = cache.ReadAsync();
        _row = 2;
        await cache.Cache.WriteThroughAsync(cache.Family.Key(1), Loaded.Of("v2", 2), default);
        gate.SetResult();

        Assert.Equal(FillOutcome.LeaseRefused, (await read).Fill);
        Assert.Equal("v2", (await cache.ReadAsync()).Value);
    }

    // Mutant: patience that counts looks alone: writers at 70/s on one key held readers up for a minute.
    [Fact]
    public async Task A_waiter_whom_writers_overtake_again_and_again_loads_without_a_lease()
    {
        var quiet = new MemorySharedStore(_clock);
        using var cache = new OneCache(Leased, (_, _) => new(Loaded.Of("v1", 1)), _clock, quiet, _wakeUps);
        var key = new KeySpaces([cache.Family.Id], "cachefleet").Of(cache.Family.Name)[0].Entry("1");
        var terms = new LookTerms(TimeSpan.FromSeconds(10), 0, Tombstones.DefaultLife, WaitsForFresh: true);
        await quiet.LookAsync(key, terms, default);
        var read = cache.ReadAsync();

        for (var version = 2; version < 12 && !read.IsCompleted; version++)
        {
            // Another process is faster each time: it has the lease before the news is heard here.
            await quiet.InvalidateAsync(key, version, default);
            await quiet.LookAsync(key, terms, default);
            _wakeUps.Invalidated(key.ToString(), version);
            await Task.Delay(20);
        }

        var answer = await read.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(("v1", ReadOutcome.StoreDark), (answer.Value, answer.Outcome));
        Assert.Equal(SightKind.Busy, (await quiet.LookAsync(key, terms, default)).Kind);
    }
}
