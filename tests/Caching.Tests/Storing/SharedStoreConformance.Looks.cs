using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Tests.Storing;

/// <summary>The looks: five cases at two speeds, and the lease in the same trip.</summary>
public abstract partial class SharedStoreConformance
{
    [Fact]
    public async Task Where_nothing_is_the_first_look_has_the_lease_and_the_second_is_told_busy()
    {
        var first = await LookAsync();
        var second = await LookAsync();

        Assert.Equal((SightKind.Absent, Key), (first.Kind, first.Lease?.Key));
        Assert.InRange(first.StoreTime, Milliseconds(-2_000), Milliseconds(2_000));
        Assert.Equal((SightKind.Busy, null), (second.Kind, second.Lease));
        Assert.InRange(second.BusyFor, TimeSpan.FromMilliseconds(1), LeaseFor);
    }

    [Fact]
    public async Task A_fresh_entry_is_found_as_it_was_stored_at_either_speed_and_grants_no_lease()
    {
        var stored = Entry(7, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), loadTime: 12);
        await StoreAsync(stored);

        foreach (var sight in new[] { await LookAsync(), await Store.LookAsync(Key, Ended) })
        {
            Assert.Equal((SightKind.Fresh, null), (sight.Kind, sight.Lease));
            Assert.Equal(stored with { Payload = default }, sight.Entry with { Payload = default });
            Assert.Equal("v7", TextOf(sight.Entry));
        }
    }

    [Fact]
    public async Task That_a_row_is_absent_can_be_stored()
    {
        await StoreAsync(Entry(0) with { Payload = default, IsAbsentRow = true });

        var sight = await LookAsync();
        Assert.True(sight.Kind == SightKind.Fresh && sight.Entry.IsAbsentRow);
        Assert.True((await Store.LookAsync(Key, Ended)).Entry.IsAbsentRow);
    }

    // Mutant: look grants a lease although another one runs.
    [Fact]
    public async Task A_stale_entry_comes_with_the_lease_once_and_then_without()
    {
        await StoreAsync(StaleEntry(1));

        var first = await LookAsync();
        var second = await LookAsync();

        Assert.Equal((SightKind.Stale, "v1"), (first.Kind, TextOf(first.Entry)));
        Assert.NotNull(first.Lease);
        Assert.Equal((SightKind.Stale, "v1"), (second.Kind, TextOf(second.Entry)));
        Assert.Null(second.Lease);
        Assert.InRange(second.BusyFor, TimeSpan.FromMilliseconds(1), LeaseFor);
    }

    // The lease's record outlives the entry: the key's own TTL will not do.
    // Mutant: look does not judge the hard TTL.
    [Fact]
    public async Task Past_its_hard_TTL_an_entry_is_no_answer_although_its_lease_lives_on()
    {
        await StoreAsync(Entry(1, TimeSpan.FromSeconds(-1), TimeSpan.FromMilliseconds(150)));
        Assert.Equal(SightKind.Stale, (await LookAsync()).Kind);
        await PassAsync(TimeSpan.FromMilliseconds(200));

        Assert.Equal(SightKind.Busy, (await LookAsync()).Kind);
        await HoldsNothingAsync();
        await PassAsync(LeaseFor);
        Assert.Equal(SightKind.Absent, (await LookAsync()).Kind);
    }

    // XFetch: the draw times the measured load time is how much earlier an entry is due. Mutant: the draw is ignored.
    [Fact]
    public async Task An_early_draw_finds_an_entry_due_and_gets_the_lease()
    {
        await StoreAsync(
            Entry(1, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), loadTime: 2_000));

        Assert.Equal(SightKind.Fresh, (await LookAsync(earlyBy: 4)).Kind);
        var early = await LookAsync(earlyBy: 6);
        Assert.Equal(SightKind.Stale, early.Kind);
        Assert.NotNull(early.Lease);
        Assert.True(early.StoreTime < early.Entry.FreshUntil, "not stale yet for anybody else");
        Assert.Equal(SightKind.Fresh, (await LookAsync()).Kind);
    }

    [Fact]
    public async Task A_lease_alone_is_no_entry()
    {
        await TakeLeaseAsync();

        await HoldsNothingAsync();
    }

    // Mutant: a lease never ends.
    [Fact]
    public async Task A_dead_holders_lease_ends_and_the_next_one_has_a_greater_fence()
    {
        var dead = await TakeLeaseAsync();
        await PassAsync(LeaseFor * 1.2);

        Assert.True((await TakeLeaseAsync()).Fence > dead.Fence);
    }

    // Mutant: the fence does not move with the lease.
    [Fact]
    public async Task Each_lease_has_a_greater_fence()
    {
        var last = await TakeLeaseAsync();
        for (var round = 0; round < 50; round++)
        {
            await Store.ReleaseAsync(last, Ended);
            var next = await TakeLeaseAsync();
            Assert.True(next.Fence > last.Fence, $"{next.Fence} after {last.Fence}");
            last = next;
        }
    }

    // Mutant: the fence counts on from what is stored, without the clock.
    [Fact]
    public async Task A_fence_does_not_repeat_after_the_entry_has_been_evicted()
    {
        var before = await TakeLeaseAsync();
        await Store.ReleaseAsync(before, Ended);
        var last = await TakeLeaseAsync();
        await EvictAsync(Key);

        Assert.True((await TakeLeaseAsync()).Fence > last.Fence);
    }

    [Fact]
    public async Task Any_number_may_hold_a_ticket_and_an_invalidation_voids_them_all()
    {
        var one = (await LookForTicketAsync()).Lease!.Value;
        var other = (await LookForTicketAsync()).Lease!.Value;

        Assert.Equal(Filled.Stored, await FillAsync(one, Entry(1)));
        Assert.Equal(Filled.Stored, await FillAsync(other, Entry(1)));
        await Store.InvalidateAsync(Key, 0, Ended);
        Assert.Equal(Filled.LeaseRefused, await FillAsync(one, Entry(1)));
        Assert.Equal(Filled.LeaseRefused, await FillAsync(other, Entry(1)));
    }

    private long Milliseconds(int fromNow) => Now.AddMilliseconds(fromNow).ToUnixTimeMilliseconds();
}
