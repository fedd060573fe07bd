using CacheFleet.Caching.Locking;

namespace CacheFleet.Caching.Tests.Locking;

/// <summary>What every store of locks must do, in memory and on real servers.</summary>
public abstract class LockStoreConformance
{
    // On a busy machine a test may lose half a second between two steps.
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(2);
    private static readonly HolderId Ours = new("ours");
    private static readonly HolderId Theirs = new("theirs");

    private readonly LockKey _key = new("conformance-" + Path.GetRandomFileName());

    protected static CancellationToken Ended => TestContext.Current.CancellationToken;

    protected abstract ILockStore Store { get; }

    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>Loses the lock's record: eviction, an operator's DEL, a failover.</summary>
    protected abstract Task DropAsync(LockKey key);

    [Fact]
    public async Task A_free_lock_is_granted_and_then_taken()
    {
        await GrantAsync(Ours);

        var taken = Assert.IsType<LockSight.Taken>(await LookAsync(Theirs));
        Assert.InRange(taken.FreeIn, TimeSpan.FromMilliseconds(1), TimeToLive);
    }

    // Mutant caught: a holder that asks again is refused.
    [Fact]
    public async Task A_holder_that_asks_again_finds_its_grant_and_its_whole_time()
    {
        var first = await GrantAsync(Ours);
        await PassAsync(TimeToLive / 2);

        Assert.Equal(first, await GrantAsync(Ours));

        await PassAsync(TimeToLive * 0.6);
        Assert.IsType<LockSight.Taken>(await LookAsync(Theirs));
    }

    // Mutant caught: the record never ends.
    [Fact]
    public async Task A_dead_holders_lock_is_free_after_its_time_to_live_under_a_greater_fence()
    {
        var first = await GrantAsync(Ours);
        await PassAsync(TimeToLive * 1.2);

        Assert.True(await GrantAsync(Theirs) > first);
    }

    [Fact]
    public async Task A_holder_whose_lease_has_ended_gets_a_greater_fence_too()
    {
        var first = await GrantAsync(Ours);
        await PassAsync(TimeToLive * 1.2);

        Assert.True(await GrantAsync(Ours) > first);
    }

    // Mutant caught: the fence does not move.
    [Fact]
    public async Task Each_acquisition_has_a_greater_fence()
    {
        var last = await GrantAsync(Ours);
        for (var round = 0; round < 50; round++)
        {
            Assert.Equal(ReleaseAnswer.Released, await ReleaseAsync(Ours));
            var next = await GrantAsync(Ours);
            Assert.True(next > last, $"{next} after {last}");
            last = next;
        }
    }

    // Mutant caught: the fence counts from 1 when the record has gone.
    [Fact]
    public async Task A_fence_does_not_repeat_after_the_record_has_been_lost()
    {
        var before = await GrantAsync(Ours);
        await DropAsync(_key);

        Assert.True(await GrantAsync(Theirs) > before);
    }

    [Fact]
    public async Task A_renewal_gives_the_whole_time_again()
    {
        await GrantAsync(Ours);
        await PassAsync(TimeToLive / 2);
        Assert.Equal(RenewalAnswer.Renewed, await RenewAsync(Ours));
        await PassAsync(TimeToLive * 0.6);

        Assert.IsType<LockSight.Taken>(await LookAsync(Theirs));
    }

    // Mutants caught: a renewal without its check of the holder, of the end, of the record.
    [Fact]
    public async Task A_renewal_is_refused_to_whoever_does_not_hold_the_lock()
    {
        Assert.Equal(RenewalAnswer.Refused, await RenewAsync(Ours));
        await GrantAsync(Ours);
        Assert.Equal(RenewalAnswer.Refused, await RenewAsync(Theirs));
        await PassAsync(TimeToLive * 1.2);
        Assert.Equal(RenewalAnswer.Refused, await RenewAsync(Ours));
        await GrantAsync(Ours);
        await DropAsync(_key);
        Assert.Equal(RenewalAnswer.Refused, await RenewAsync(Ours));
        await GrantAsync(Theirs);
    }

    // Mutant caught: a release without its check of the holder.
    [Fact]
    public async Task A_release_is_the_holders_alone_and_counts_once()
    {
        await GrantAsync(Ours);

        Assert.Equal(ReleaseAnswer.NotOurs, await ReleaseAsync(Theirs));
        Assert.IsType<LockSight.Taken>(await LookAsync(Theirs));
        Assert.Equal(ReleaseAnswer.Released, await ReleaseAsync(Ours));
        Assert.Equal(ReleaseAnswer.NotOurs, await ReleaseAsync(Ours));
        await GrantAsync(Theirs);
    }

    [Fact]
    public async Task A_release_that_comes_too_late_changes_nothing()
    {
        await GrantAsync(Ours);
        await PassAsync(TimeToLive * 1.2);
        Assert.Equal(ReleaseAnswer.NotOurs, await ReleaseAsync(Ours));
        await GrantAsync(Theirs);

        Assert.Equal(ReleaseAnswer.NotOurs, await ReleaseAsync(Ours));
        Assert.IsType<LockSight.Taken>(await LookAsync(Ours));
    }

    // Mutants caught: a release does not publish; a refused look does not ask for it.
    [Fact]
    public async Task A_release_is_told_to_those_who_watch_if_somebody_was_refused()
    {
        var heard = new TaskCompletionSource<LockKey>();
        await using var watch = await Store.WatchReleasesAsync(key =>
        {
            if (key == _key)
                heard.TrySetResult(key);
        }, Ended);

        await GrantAsync(Ours);
        await ReleaseAsync(Ours);
        await GrantAsync(Ours);
        await PassAsync(TimeSpan.FromMilliseconds(50));
        Assert.False(heard.Task.IsCompleted, "nobody had been refused");
        await LookAsync(Theirs);
        await ReleaseAsync(Ours);

        Assert.Equal(_key, await heard.Task.WaitAsync(TimeSpan.FromSeconds(5), Ended));
    }

    private ValueTask<LockSight> LookAsync(HolderId holder) =>
        Store.TryAcquireAsync(_key, holder, TimeToLive, Ended);

    private async Task<FencingToken> GrantAsync(HolderId holder) =>
        Assert.IsType<LockSight.Granted>(await LookAsync(holder)).Fence;

    private ValueTask<RenewalAnswer> RenewAsync(HolderId holder) =>
        Store.RenewAsync(_key, holder, TimeToLive, Ended);

    private ValueTask<ReleaseAnswer> ReleaseAsync(HolderId holder) =>
        Store.ReleaseAsync(_key, holder, Ended);
}
