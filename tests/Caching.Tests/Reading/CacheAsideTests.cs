using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Reading;

public sealed class CacheAsideTests
{
    private static readonly EntryPolicy Baseline = EntryPolicy.Baseline(Ttl.Seconds(60));

    private readonly StillClock _clock = new();
    private readonly MemorySharedStore _store;
    private int _loads;
    private Loaded<string> _row = Loaded.Of("v1", 1);

    public CacheAsideTests() => _store = new MemorySharedStore(_clock);

    private OneCache Cache(EntryPolicy policy, Func<Task>? hold = null) =>
        new(policy, async (_, _) =>
        {
            Interlocked.Increment(ref _loads);
            var row = _row;
            if (hold is not null)
                await hold();
            return row;
        }, _clock, _store);

    [Fact]
    public async Task A_miss_is_loaded_and_stored_and_the_next_read_is_a_hit()
    {
        using var cache = Cache(Baseline);
        var miss = await cache.ReadAsync();
        var hit = await cache.ReadAsync();

        Assert.Equal((Tier.Origin, ReadOutcome.Miss, FillOutcome.Stored),
            (miss.Tier, miss.Outcome, miss.Fill));
        Assert.Equal((Tier.Shared, ReadOutcome.Hit, FillOutcome.None),
            (hit.Tier, hit.Outcome, hit.Fill));
        Assert.Equal(("v1", 1), (hit.Value, hit.Version));
        Assert.Equal(1, _loads);
    }

    [Fact]
    public async Task An_entry_ends_with_its_time_to_live_and_not_before()
    {
        using var cache = Cache(Baseline);
        await cache.ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(ReadOutcome.Hit, (await cache.ReadAsync()).Outcome);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ReadOutcome.Miss, (await cache.ReadAsync()).Outcome);
    }

    [Fact]
    public async Task An_absent_row_is_an_answer_and_is_not_remembered_unless_the_policy_says_so()
    {
        _row = Loaded<string>.Absent;
        using var cache = Cache(Baseline);
        var answer = await cache.ReadAsync();
        await cache.ReadAsync();

        Assert.False(answer.IsPresent);
        Assert.Equal(FillOutcome.None, answer.Fill);
        Assert.Equal(2, _loads);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_decoded_is_a_miss_and_is_replaced()
    {
        _row = Loaded.Of("unreadable", 1);
        using var cache = Cache(Baseline);
        await cache.ReadAsync();
        _row = Loaded.Of("readable", 2);

        Assert.Equal(ReadOutcome.Miss, (await cache.ReadAsync()).Outcome);
        Assert.Equal("readable", (await cache.ReadAsync()).Value);
    }

    [Fact]
    public async Task A_value_above_the_limit_is_answered_but_not_stored()
    {
        _row = Loaded.Of(new string('x', 11), 1);
        using var cache = Cache(Baseline with { MaxPayloadBytes = 10 });
        Assert.Equal(FillOutcome.TooLarge, (await cache.ReadAsync()).Fill);
        Assert.Equal(ReadOutcome.Miss, (await cache.ReadAsync()).Outcome);
    }

    [Fact]
    public async Task What_the_loader_throws_comes_through_as_it_is_and_is_not_remembered()
    {
        var fails = true;
        using var cache = Cache(Baseline, () => fails
            ? Task.FromException(new InvalidOperationException("no such table"))
            : Task.CompletedTask);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => cache.ReadAsync());
        fails = false;

        Assert.Equal("no such table", error.Message);
        Assert.Equal("v1", (await cache.ReadAsync()).Value);
    }

    [Fact]
    public async Task Without_a_guard_callers_who_miss_together_load_together()
    {
        var gate = new TaskCompletionSource();
        using var cache = Cache(Baseline, () => gate.Task);
        var herd = Enumerable.Range(0, 10).Select(_ => cache.ReadAsync()).ToArray();
        gate.SetResult();
        await Task.WhenAll(herd);

        Assert.Equal(10, _loads);
    }

    [Fact]
    public async Task Under_single_flight_callers_who_miss_together_load_once()
    {
        var gate = new TaskCompletionSource();
        using var cache = Cache(EntryPolicy.SingleFlightOf(Ttl.Seconds(60)), () => gate.Task);
        var herd = Enumerable.Range(0, 10).Select(_ => cache.ReadAsync()).ToArray();
        gate.SetResult();
        await Task.WhenAll(herd);

        Assert.Equal(1, _loads);
    }

    // The failure of row A1, which the other policies are there to close.
    [Fact]
    public async Task Without_a_guard_a_load_that_began_before_an_invalidation_fills_after_it()
    {
        var gate = new TaskCompletionSource();
        using var cache = Cache(Baseline, () => gate.Task);
        var late = cache.ReadAsync();
        _row = Loaded.Of("v2", 2);
        await cache.InvalidateAsync(version: 2);
        gate.SetResult();
        await late;

        var stale = await cache.ReadAsync();
        Assert.Equal(("v1", ReadOutcome.Hit), (stale.Value, stale.Outcome));
    }

    [Fact]
    public async Task A_key_of_a_family_that_was_not_registered_is_refused_with_the_mend()
    {
        using var cache = Cache(Baseline);
        using var other = Cache(Baseline);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => cache.Cache.ReadAsync(other.Family.Key(1), default).AsTask());

        Assert.Contains("AddFamilies", error.Message, StringComparison.Ordinal);
    }
}
