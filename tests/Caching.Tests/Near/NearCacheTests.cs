using CacheFleet.Caching.Near;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Near;

public sealed class NearCacheTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly StillClock _clock = new();

    private NearCache<long, string> Cache(NearOptions? options = null) =>
        new(options ?? new NearOptions(), _clock);

    private static NearFill Fill(
        NearCache<long, string> cache, long key, long version = 1, long bytes = 1) =>
        cache.TryFill(key, cache.TakeTicket(key), $"v{version}", version, bytes, Minute);

    private static string? Get(NearCache<long, string> cache, long key) =>
        cache.TryGet(key, out var value) ? value : null;

    // Mutant caught: After adds nothing.
    [Fact]
    public void An_entry_ends_its_time_after_the_look_began_and_not_after_the_load_ended()
    {
        var cache = Cache();
        var ticket = cache.TakeTicket(1);
        _clock.Advance(TimeSpan.FromSeconds(50));
        cache.TryFill(1, ticket, "v1", 1, 1, Minute);
        _clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Equal("v1", Get(cache, 1));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(Get(cache, 1));
    }

    [Fact]
    public void What_took_longer_than_it_may_live_is_not_kept()
    {
        var cache = Cache();
        var ticket = cache.TakeTicket(1);
        _clock.Advance(Minute);
        Assert.Equal(NearFill.Expired, cache.TryFill(1, ticket, "v1", 1, 1, Minute));
    }

    // Mutant caught: the loop over victims is left out.
    [Fact]
    public void It_never_holds_more_entries_or_bytes_than_allowed()
    {
        var cache = Cache(new NearOptions { MaxEntries = 10, MaxBytes = 4_096 });
        for (var key = 0; key < 1_000; key++)
        {
            Assert.Equal(NearFill.Stored, Fill(cache, key, bytes: key % 2_000));
            Assert.InRange(cache.Count, 1, 10);
            Assert.InRange(cache.Bytes, 1, 4_096);
        }
    }

    [Fact]
    public void A_value_that_alone_would_not_fit_takes_the_older_ones_place_with_nothing()
    {
        var cache = Cache(new NearOptions { MaxBytes = 4_096 });
        Fill(cache, 1, version: 1);
        Assert.Equal(NearFill.TooLarge, Fill(cache, 1, version: 2, bytes: 5_000));
        Assert.Null(Get(cache, 1));
    }

    // Mutant caught: Visit does nothing.
    [Fact]
    public void What_is_asked_for_outlives_a_scan_of_what_is_not()
    {
        var cache = Cache(new NearOptions { MaxEntries = 100 });
        Fill(cache, -1);
        for (var key = 0; key < 1_000; key++)
        {
            Assert.NotNull(Get(cache, -1));
            Fill(cache, key);
        }
    }

    // Mutants caught: Forbids is always false; Invalidate removes whatever is there.
    [Fact]
    public void After_an_invalidation_nothing_older_is_kept_whoever_brings_it()
    {
        var cache = Cache();
        cache.Invalidate(1, version: 5);
        Assert.Equal(NearFill.VersionOld, Fill(cache, 1, version: 4));
        Assert.Equal(NearFill.Stored, Fill(cache, 1, version: 5));
        cache.Invalidate(1, version: 5);
        Assert.Equal("v5", Get(cache, 1));
    }

    // Mutant caught: Invalidate does not void.
    [Fact]
    public void A_load_that_outlasts_the_memory_of_an_invalidation_is_refused_by_its_ticket()
    {
        var cache = Cache();
        var ticket = cache.TakeTicket(1);
        cache.Invalidate(1, version: 5);
        _clock.Advance(new NearOptions().TombstoneFor);
        Assert.Equal(NearFill.TicketVoid, cache.TryFill(1, ticket, "v4", 4, 1, Minute));
    }

    // Mutant caught: Invalidate voids whatever TryAdd says.
    [Fact]
    public void News_that_is_heard_again_voids_no_ticket()
    {
        var cache = Cache();
        cache.Invalidate(1, version: 5);
        var ticket = cache.TakeTicket(1);
        cache.Invalidate(1, version: 5);
        Assert.Equal(NearFill.Stored, cache.TryFill(1, ticket, "v5", 5, 1, Minute));
    }

    // Mutant caught: Trim does not close the stripe.
    [Fact]
    public void A_storm_of_invalidations_that_pushes_a_version_out_lets_nothing_older_in()
    {
        var cache = Cache(new NearOptions { MaxTombstones = 4 });
        cache.Invalidate(1, version: 5);
        for (var key = 100; key < 200; key++)
            cache.Invalidate(key, version: 1);
        Assert.NotEqual(NearFill.Stored, Fill(cache, 1, version: 4));
        _clock.Advance(new NearOptions().TombstoneFor);
        Assert.Equal(NearFill.Stored, Fill(cache, 1, version: 4));
    }

    // Mutant caught: IsNewer looks at versions only.
    [Fact]
    public void Of_two_loads_of_an_unversioned_row_the_one_that_began_later_stands()
    {
        var cache = Cache();
        var early = cache.TakeTicket(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        cache.TryFill(1, cache.TakeTicket(1), "later", 0, 1, Minute);
        Assert.Equal(NearFill.VersionOld, cache.TryFill(1, early, "earlier", 0, 1, Minute));
        Assert.Equal("later", Get(cache, 1));
    }

    // Mutant caught: DistrustBefore drops what it distrusts.
    [Fact]
    public void What_is_distrusted_is_not_answered_and_is_trusted_again_afterwards()
    {
        var cache = Cache();
        Fill(cache, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        cache.DistrustBefore(_clock.GetTimestamp());
        Assert.Null(Get(cache, 1));
        Fill(cache, 2);
        Assert.NotNull(Get(cache, 2));
        cache.DistrustBefore(long.MinValue);
        Assert.NotNull(Get(cache, 1));
    }

    [Fact]
    public void The_system_clock_s_ticks_never_answer_late()
    {
        var clock = new NearClock(TimeProvider.System);
        var exact = TimeProvider.System;
        var (start, startedAt) = (clock.Now, exact.GetTimestamp());
        var end = clock.After(start, TimeSpan.FromMilliseconds(60));
        while (clock.Now < end)
            Thread.SpinWait(100);
        Assert.True(clock.At(startedAt) >= start);
        Assert.InRange(end - start, 40, 60);
    }
}
