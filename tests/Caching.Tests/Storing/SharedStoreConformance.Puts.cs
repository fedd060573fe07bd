using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Tests.Storing;

/// <summary>What a write-through does, and what it does where there is nothing to replace.</summary>
public abstract partial class SharedStoreConformance
{
    // Mutant: put without the version's check.
    [Fact]
    public async Task A_write_through_stands_at_once_and_an_older_one_changes_nothing()
    {
        await StoreAsync(Entry(5));
        Assert.Equal(Filled.Stored, await PutAsync(7));
        Assert.Equal(Filled.VersionRefused, await PutAsync(6));
        Assert.Equal(Filled.VersionRefused, await PutAsync(7));

        await HoldsAsync("v7");
        Assert.Equal(Filled.Stored, await PutAsync(8));
        await HoldsAsync("v8");
    }

    // Mutant: put without moving the fence.
    [Fact]
    public async Task A_load_from_before_a_write_through_is_refused()
    {
        await StoreAsync(StaleEntry(1));
        var lease = await TakeLeaseAsync();
        Assert.Equal(Filled.Stored, await PutAsync(7));

        Assert.Equal(Filled.LeaseRefused, await FillAsync(lease, Entry(6)));
        await HoldsAsync("v7");
    }

    // A writer paused for longer than the store remembers is not the last one. Mutant: put stores where nothing is.
    [Fact]
    public async Task A_write_through_with_nothing_to_replace_leaves_a_tombstone()
    {
        Assert.Equal(Filled.NothingThere, await PutAsync(7));
        Assert.Equal(Filled.NothingThere, await PutAsync(7));

        await HoldsNothingAsync();
        Assert.Equal(Filled.VersionRefused, await FillAsync(await TakeLeaseAsync(), Entry(6)));
        Assert.Equal(Filled.Stored, await FillAsync(await TakeLeaseAsync(), Entry(7)));
    }

    // Mutant: put leaves a tombstone and does not move the fence.
    [Fact]
    public async Task A_load_from_before_a_write_through_that_found_nothing_is_refused()
    {
        var lease = await TakeLeaseAsync();
        Assert.Equal(Filled.NothingThere, await PutAsync(7));

        Assert.Equal(Filled.LeaseRefused, await FillAsync(lease, Entry(7)));
    }

    [Fact]
    public async Task A_write_through_older_than_the_tombstone_is_refused_and_its_own_commit_is_not()
    {
        await InvalidateAsync(7);

        Assert.Equal(Filled.VersionRefused, await PutAsync(6));
        Assert.Equal(Filled.NothingThere, await PutAsync(7));
    }
}
