using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Tests.Storing;

/// <summary>What a committed change does, and whom it is told.</summary>
public abstract partial class SharedStoreConformance
{
    [Fact]
    public async Task An_invalidation_drops_what_is_older_and_says_what_it_found()
    {
        Assert.Equal(Invalidated.NothingThere, await InvalidateAsync(1));
        await StoreAsync(Entry(1));

        Assert.Equal(Invalidated.Deleted, await InvalidateAsync(2));
        await HoldsNothingAsync();
        Assert.Equal(SightKind.Absent, (await LookAsync()).Kind);
    }

    // Idempotence of the log's consumers. Mutant: invalidate without the version's check.
    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public async Task An_invalidation_no_newer_than_the_entry_leaves_it(long version)
    {
        await StoreAsync(Entry(7));

        Assert.Equal(Invalidated.AlreadyNewer, await InvalidateAsync(version));
        await HoldsAsync("v7");
    }

    // Mutant: as above; a replayed backlog would void every load that runs.
    [Fact]
    public async Task An_invalidation_told_twice_voids_no_load_that_began_between()
    {
        await InvalidateAsync(7);
        var lease = await TakeLeaseAsync();

        Assert.Equal(Invalidated.AlreadyNewer, await InvalidateAsync(7));
        Assert.Equal(Invalidated.AlreadyNewer, await InvalidateAsync(3));
        Assert.Equal(Filled.Stored, await FillAsync(lease, Entry(7)));
    }

    [Fact]
    public async Task An_invalidation_without_a_version_always_drops()
    {
        await StoreAsync(Entry(7));

        Assert.Equal(Invalidated.Deleted, await InvalidateAsync(0));
        await HoldsNothingAsync();
    }

    [Fact]
    public async Task An_invalidation_without_a_version_keeps_the_tombstone_that_was_there()
    {
        await InvalidateAsync(7);
        await InvalidateAsync(0);

        Assert.Equal(Filled.VersionRefused, await FillAsync(await TakeLeaseAsync(), Entry(6)));
    }

    [Fact]
    public async Task After_an_invalidation_nobody_waits_for_the_load_that_it_made_void()
    {
        await TakeLeaseAsync();
        await InvalidateAsync(2);

        Assert.Equal(SightKind.Absent, (await LookAsync()).Kind);
    }

    // A writer that was paused between its commit and its write-through. Mutants: put keeps only its value's time;
    // write does; put or invalidate forgets a change that the entry already has.
    [Theory]
    [InlineData("put")]
    [InlineData("put over what is older")]
    [InlineData("invalidate, fill")]
    [InlineData("fill, put")]
    [InlineData("fill, invalidate")]
    public async Task A_change_is_remembered_beyond_the_end_of_the_value_that_has_it(string how)
    {
        var brief = Entry(7, TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(400));
        foreach (var step in how.Split(", "))
        {
            if (step == "fill")
                await StoreAsync(brief);
            else if (step == "put over what is older")
            {
                await StoreAsync(Entry(5));
                await Store.PutAsync(Key, brief, Ended);
            }
            else if (step == "put")
                await Store.PutAsync(Key, brief, Ended);
            else
                await InvalidateAsync(7);
        }
        await PassAsync(TimeSpan.FromMilliseconds(450));

        Assert.Equal(Filled.VersionRefused, await PutAsync(6));
    }

    // Two hold the same ticket; the newer value comes, stands through the invalidation, and ends. Mutant: look
    // forgets the version of what has expired.
    [Fact]
    public async Task A_value_that_has_expired_still_keeps_an_older_one_out()
    {
        var ticket = (await LookForTicketAsync()).Lease!.Value;
        var brief = Entry(7, TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(600));
        Assert.Equal(Filled.Stored, await FillAsync(ticket, brief));
        await PassAsync(TimeSpan.FromMilliseconds(80));
        Assert.Equal(SightKind.Stale, (await LookForTicketAsync()).Kind);
        await PassAsync(TimeSpan.FromMilliseconds(650));
        Assert.Equal(SightKind.Absent, (await LookForTicketAsync()).Kind);

        Assert.Equal(Filled.VersionRefused, await FillAsync(ticket, Entry(6)));
    }

    // An L1 elsewhere may hold what is older. Mutant: invalidate says nothing when the entry is as new.
    [Fact]
    public async Task A_change_that_the_entry_already_has_is_told_once_all_the_same()
    {
        await StoreAsync(Entry(7));
        var told = 0;
        News.EntryInvalidated += (key, version) =>
        {
            if (key == Key.ToString() && version == 7)
                Interlocked.Increment(ref told);
        };
        await InvalidateAsync(7);
        await InvalidateAsync(7);
        for (var tries = 0; tries < 100 && Volatile.Read(ref told) == 0; tries++)
            await PassAsync(TimeSpan.FromMilliseconds(10));
        await PassAsync(TimeSpan.FromMilliseconds(50));

        Assert.Equal(1, told);
        await HoldsAsync("v7");
    }

    [Fact]
    public async Task A_delete_drops_every_key_and_voids_their_leases()
    {
        var other = KeyCalled(Path.GetRandomFileName());
        await StoreAsync(StaleEntry(1));
        var lease = await TakeLeaseAsync();

        Assert.Equal(StoreTrouble.None, await Store.DeleteAsync([Key, other], Ended));
        await HoldsNothingAsync();
        Assert.Equal(Filled.LeaseRefused, await FillAsync(lease, Entry(2)));
    }

    // Mutants: write, release or invalidate does not publish; a busy look leaves no word that it waits.
    [Theory]
    [InlineData("fill")]
    [InlineData("release")]
    [InlineData("invalidate")]
    [InlineData("put")]
    public async Task Whoever_found_it_busy_is_woken_when_the_lease_ends(string by)
    {
        var lease = await TakeLeaseAsync();
        var expected = News.Expect(Key);
        Assert.Equal(SightKind.Busy, (await LookAsync()).Kind);

        switch (by)
        {
            case "fill":
                await FillAsync(lease, Entry(1));
                break;
            case "release":
                await Store.ReleaseAsync(lease, Ended);
                break;
            case "invalidate":
                await InvalidateAsync(1);
                break;
            default:
                await PutAsync(1);
                break;
        }

        await expected.News.WaitAsync(TimeSpan.FromSeconds(30), Ended);
    }

    // A publication goes to every process of the fleet: none for the common fill that nobody waits for.
    [Fact]
    public async Task A_fill_that_nobody_waits_for_is_told_nobody()
    {
        var expected = News.Expect(Key);
        await StoreAsync(Entry(1));
        await PassAsync(TimeSpan.FromMilliseconds(50));

        Assert.False(expected.News.IsCompleted);
    }

    [Fact]
    public async Task A_change_is_told_with_its_version_and_a_repeated_one_is_not()
    {
        var told = new List<long>();
        News.EntryInvalidated += (key, version) =>
        {
            if (key == Key.ToString())
                lock (told)
                    told.Add(version);
        };
        await InvalidateAsync(3);
        await InvalidateAsync(3);
        await PutAsync(4);
        await PutAsync(4);
        await InvalidateAsync(0);
        for (var tries = 0; tries < 100 && Count() < 3; tries++)
            await PassAsync(TimeSpan.FromMilliseconds(10));

        Assert.Equal([3, 4, 0], told);

        int Count()
        {
            lock (told)
                return told.Count;
        }
    }

    private ValueTask<Invalidated> InvalidateAsync(long version) =>
        Store.InvalidateAsync(Key, version, Ended);

    private ValueTask<Filled> PutAsync(long version) => Store.PutAsync(Key, Entry(version), Ended);
}
