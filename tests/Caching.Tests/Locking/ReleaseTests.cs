using CacheFleet.Caching.Locking;

namespace CacheFleet.Caching.Tests.Locking;

public sealed class ReleaseTests : LockFixture
{
    [Fact]
    public async Task A_release_frees_the_lock_and_ends_the_renewals_without_cancelling_the_work()
    {
        var lease = await Lock.AcquireAsync(Key);

        Assert.Equal(ReleaseAnswer.Released, await lease.ReleaseAsync());

        await lease.Renewals;
        Assert.Equal(LeaseState.Released, lease.State);
        Assert.False(lease.Lost.IsCancellationRequested);
        Assert.Equal(0, Clock.Armed);
        await using var next = await Lock.TryAcquireAsync(Key);
        Assert.NotNull(next);
    }

    // Mutant caught: the second call asks the store again.
    [Fact]
    public async Task A_second_release_gets_the_first_ones_answer_and_frees_nobody_elses_lock()
    {
        var lease = await Lock.AcquireAsync(Key);
        await lease.ReleaseAsync();
        await using var next = await Lock.AcquireAsync(Key);

        Assert.Equal(ReleaseAnswer.Released, await lease.ReleaseAsync());
        await lease.DisposeAsync();

        Assert.Null(await Lock.TryAcquireAsync(Key));
    }

    // Mutant caught: MemoryLockStore.ReleaseAsync without its check of the holder.
    [Fact]
    public async Task A_holder_that_was_overtaken_does_not_free_its_successors_lock()
    {
        var first = await Lock.AcquireAsync(Key);
        Store.Inner.Drop(Key);
        await using var second = await NewLock(seed: 2).AcquireAsync(Key);

        Assert.Equal(ReleaseAnswer.NotOurs, await first.ReleaseAsync());

        Assert.Null(await Lock.TryAcquireAsync(Key));
    }

    // Mutant caught: a lost lease is not given back.
    [Fact]
    public async Task A_lease_lost_to_silence_is_given_back_all_the_same()
    {
        var lease = await Lock.AcquireAsync(Key);
        Store.Trouble = new TimeoutException("no answer");
        Clock.Advance(Seconds(8.5));
        Store.Trouble = null;

        Assert.Equal(LeaseState.Lost, lease.State);
        Assert.Equal(ReleaseAnswer.Released, await lease.ReleaseAsync());
    }

    [Fact]
    public async Task A_release_does_not_throw_when_the_store_is_dark()
    {
        var lease = await Lock.AcquireAsync(Key);
        Store.Trouble = new TimeoutException("no answer");

        Assert.Equal(ReleaseAnswer.Dark, await lease.ReleaseAsync());
        Assert.Equal(LeaseState.Released, lease.State);
    }
}
