using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Reading;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Writing;

public sealed class FloorTests
{
    private static readonly EntryPolicy Leased = new()
    {
        Name = new PolicyName("lease"),
        TimeToLive = Ttl.Seconds(60),
        Guard = FillGuard.Lease,
        SingleFlight = true,
        Near = new NearOptions { TimeToLive = Ttl.Seconds(5) },
    };

    private readonly StillClock _clock = new();
    private readonly MemorySharedStore _store;
    private long _row = 1;
    private int _loads;

    public FloorTests() => _store = new MemorySharedStore(_clock);

    [Fact]
    public async Task What_this_process_remembers_is_passed_over_for_the_stores_newer_entry()
    {
        using var cache = Cache();
        using var other = Cache();
        await cache.ReadAsync();
        _row = 2;
        // The stores have no news here: this process hears nothing of the other's write.
        await other.InvalidateAsync(2);
        await other.ReadAsync();

        Assert.Equal((1, Tier.Near), Seen(await cache.ReadAsync()));
        Assert.Equal((2, Tier.Shared), Seen(await ReadAtLeastAsync(cache, 2)));
        Assert.Equal(2, _loads);
    }

    // Mutant: the row that was loaded past an older entry is not put in its place.
    [Fact]
    public async Task An_older_entry_of_the_store_is_replaced_by_the_row()
    {
        using var cache = Cache();
        await cache.ReadAsync();
        _row = 2;

        Assert.Equal((2, Tier.Origin), Seen(await ReadAtLeastAsync(cache, 2)));
        using var other = Cache();
        Assert.Equal((2, Tier.Shared), Seen(await other.ReadAsync()));
    }

    // Mutant: a floor that leaves a tombstone lets any caller keep an entry out of the cache.
    [Fact]
    public async Task A_floor_that_no_row_has_changes_nothing_for_others()
    {
        using var cache = Cache();
        await cache.ReadAsync();

        Assert.Equal((1, Tier.Origin), Seen(await ReadAtLeastAsync(cache, long.MaxValue)));
        Assert.Equal((1, Tier.Near), Seen(await cache.ReadAsync()));
        using var other = Cache();
        Assert.Equal((1, Tier.Shared), Seen(await other.ReadAsync()));
    }

    [Fact]
    public async Task What_the_read_has_loaded_itself_is_not_loaded_again()
    {
        using var cache = Cache();

        Assert.Equal((1, Tier.Origin), Seen(await ReadAtLeastAsync(cache, 5)));
        Assert.Equal(1, _loads);
    }

    private static (long, Tier) Seen(Answer<string> answer) => (answer.Version, answer.Tier);

    private static Task<Answer<string>> ReadAtLeastAsync(OneCache cache, long version) =>
        cache.Cache.ReadAtLeastAsync(cache.Family.Key(1), version, default).AsTask();

    private OneCache Cache() => new(Leased, (_, _) =>
    {
        Interlocked.Increment(ref _loads);
        return ValueTask.FromResult(Loaded.Of($"v{_row}", _row));
    }, _clock, _store);
}
