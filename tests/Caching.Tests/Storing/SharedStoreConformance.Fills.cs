using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Tests.Storing;

/// <summary>The guarded fill, the release, and the ways without a guard.</summary>
public abstract partial class SharedStoreConformance
{
    [Fact]
    public async Task A_fill_under_the_lease_is_stored_and_ends_the_lease()
    {
        await StoreAsync(StaleEntry(1));
        await StoreAsync(Entry(2));

        await HoldsAsync("v2");
    }

    // A1, the set-after-delete race. Mutants: write without the fence's check; the fence not moved by invalidate.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_fill_from_before_an_invalidation_is_refused_whatever_its_version(
        long version)
    {
        var lease = await TakeLeaseAsync();
        await Store.InvalidateAsync(Key, version, Ended);

        Assert.Equal(Filled.LeaseRefused, await FillAsync(lease, Entry(2)));
        await HoldsNothingAsync();
    }

    // Mutant: write takes an absent fence for a match.
    [Fact]
    public async Task A_fill_from_before_an_eviction_is_refused()
    {
        var lease = await TakeLeaseAsync();
        await EvictAsync(Key);

        Assert.Equal(Filled.LeaseRefused, await FillAsync(lease, Entry(1)));
        await HoldsNothingAsync();
    }

    // Mutant: as above. A lost store has forgotten its tombstones too.
    [Fact]
    public async Task A_fill_from_before_the_store_lost_everything_is_refused()
    {
        await Store.InvalidateAsync(Key, 2, Ended);
        var lease = await TakeLeaseAsync();
        await LoseEverythingAsync();

        Assert.Equal(Filled.LeaseRefused, await FillAsync(lease, Entry(1)));
        await HoldsNothingAsync();
    }

    // B6. Mutant: write without the fence's check.
    [Fact]
    public async Task A_holder_paused_past_its_lease_writes_nothing_over_its_successors_value()
    {
        var paused = await TakeLeaseAsync();
        await PassAsync(LeaseFor * 1.2);
        var successor = await TakeLeaseAsync();

        Assert.Equal(Filled.LeaseRefused, await FillAsync(paused, Entry(1)));
        Assert.Equal(Filled.Stored, await FillAsync(successor, Entry(2)));
        Assert.Equal(Filled.LeaseRefused, await FillAsync(paused, Entry(1)));
        await HoldsAsync("v2");
    }

    [Fact]
    public async Task A_late_fill_that_nothing_has_overtaken_is_stored()
    {
        var slow = await TakeLeaseAsync();
        await PassAsync(LeaseFor * 1.2);

        Assert.Equal(Filled.Stored, await FillAsync(slow, Entry(1)));
    }

    // A lagging replica, read after the invalidation. Mutant: write without the version's check.
    [Fact]
    public async Task A_fill_older_than_the_tombstone_is_refused_and_keeps_nobody_waiting()
    {
        await Store.InvalidateAsync(Key, 7, Ended);

        Assert.Equal(Filled.VersionRefused, await FillAsync(await TakeLeaseAsync(), Entry(6)));
        await HoldsNothingAsync();
        Assert.Equal(Filled.Stored, await FillAsync(await TakeLeaseAsync(), Entry(7)));
        await HoldsAsync("v7");
    }

    // Mutant: write looks at the tombstone only, or at nothing.
    [Fact]
    public async Task A_fill_older_than_the_entry_is_refused()
    {
        await StoreAsync(StaleEntry(7));

        Assert.Equal(Filled.VersionRefused, await FillAsync(await TakeLeaseAsync(), Entry(6)));
        Assert.Equal("v7", TextOf((await Store.LookAsync(Key, Ended)).Entry));
        await StoreAsync(Entry(7));
    }

    [Fact]
    public async Task A_value_without_a_version_is_stored_under_its_lease_alone()
    {
        await Store.InvalidateAsync(Key, 7, Ended);

        await StoreAsync(Entry(0));
        await HoldsAsync("v0");
    }

    [Fact]
    public async Task A_released_lease_is_free_at_once()
    {
        var failed = await TakeLeaseAsync();
        await Store.ReleaseAsync(failed, Ended);

        Assert.True((await TakeLeaseAsync()).Fence > failed.Fence);
    }

    // Mutant: release without the fence's check.
    [Fact]
    public async Task A_release_is_the_holders_alone()
    {
        var dead = await TakeLeaseAsync();
        await PassAsync(LeaseFor * 1.2);
        var holder = await TakeLeaseAsync();

        await Store.ReleaseAsync(dead, Ended);

        Assert.Equal(SightKind.Busy, (await LookAsync()).Kind);
        Assert.Equal(Filled.Stored, await FillAsync(holder, Entry(1)));
    }

    [Fact]
    public async Task An_unguarded_write_stands_whatever_was_there_and_for_its_time_alone()
    {
        await StoreAsync(Entry(7));
        await Store.WriteAsync(
            Key, Entry(1), Ttl.Of(TimeSpan.FromMilliseconds(150)), Ended);
        Assert.Equal("v1", TextOf((await Store.LookAsync(Key, Ended)).Entry));
        await PassAsync(TimeSpan.FromMilliseconds(200));

        await HoldsNothingAsync();
    }
}
