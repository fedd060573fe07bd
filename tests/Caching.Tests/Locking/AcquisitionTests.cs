using CacheFleet.Caching.Locking;

namespace CacheFleet.Caching.Tests.Locking;

public sealed class AcquisitionTests : LockFixture
{
    // Time stands still: only the publication can wake the waiter. Mutant caught: nobody watches releases.
    [Fact]
    public async Task A_release_wakes_the_waiter_before_its_rest_is_over()
    {
        var holder = await Lock.AcquireAsync(Key);
        var waiting = NewLock(seed: 2).AcquireAsync(Key);
        await Clock.UntilArmedAsync(4);

        await holder.ReleaseAsync();

        await using var lease = await waiting;
        Assert.True(lease.Fence > holder.Fence);
    }

    // Mutants caught: the wake-up is armed after the look; no second look after the watch has begun.
    [Fact]
    public async Task A_release_between_the_look_and_the_rest_is_not_slept_through()
    {
        var holder = await Lock.AcquireAsync(Key);
        var other = NewLock(seed: 2);
        var looks = 0;
        Store.BeforeAnsweringLook = async () =>
        {
            if (++looks == 2)
                await holder.ReleaseAsync();
        };

        await using var lease = await other.AcquireAsync(Key).WaitAsync(Seconds(10), Ended);

        Assert.Equal(3, looks);
    }

    // Mutant caught: the rest ignores when the holder's lease ends.
    [Fact]
    public async Task A_dead_holders_lock_is_had_as_soon_as_its_time_to_live_is_over()
    {
        var dead = await Store.Inner.TryAcquireAsync(
            Key, new HolderId("dead"), Options.TimeToLive, Ended);
        var patient = Options with { Rest = Seconds(60) };
        var waiting = NewLock(patient).AcquireAsync(Key);
        await Clock.UntilArmedAsync(2);

        Clock.Advance(Options.TimeToLive - Tick);
        Assert.False(waiting.IsCompleted);
        Clock.Advance(TimeSpan.FromMilliseconds(5));

        await using var lease = await waiting.WaitAsync(Seconds(10), Ended);
        Assert.True(lease.Fence > Assert.IsType<LockSight.Granted>(dead).Fence);
    }

    [Fact]
    public async Task The_end_of_patience_names_the_key_the_wait_and_the_knob()
    {
        await using var holder = await Lock.AcquireAsync(Key);
        var waiting = NewLock(seed: 2).AcquireAsync(Key, within: Seconds(5));
        await Clock.UntilArmedAsync(4);

        Clock.Advance(Seconds(5));

        var thrown = await Assert.ThrowsAsync<LeaseTimeoutException>(() => waiting);
        Assert.Matches(
            @"^No lease on 'report' in 00:00:05 and \d+ looks: "
            + @"raise LockOptions.AcquireWithin \(now 00:00:05\)\.$", thrown.Message);
    }

    [Fact]
    public async Task The_number_of_looks_is_bounded()
    {
        await using var holder = await Lock.AcquireAsync(Key);
        var few = Options with { LooksWhileTaken = 3 };
        var waiting = NewLock(few, seed: 2).AcquireAsync(Key);
        await Clock.UntilArmedAsync(4);

        Clock.Advance(Seconds(2));
        Clock.Advance(Seconds(2));

        var thrown = await Assert.ThrowsAsync<LeaseTimeoutException>(() => waiting);
        Assert.Contains("and 3 looks: raise LockOptions.LooksWhileTaken (now 3)", thrown.Message);
    }

    [Fact]
    public async Task The_line_is_bounded()
    {
        await using var holder = await Lock.AcquireAsync(Key);
        var narrow = NewLock(Options with { WaitersPerKey = 1 }, seed: 2);
        var waiting = narrow.AcquireAsync(Key, Seconds(5));

        var thrown = await Assert.ThrowsAsync<LeaseTimeoutException>(
            () => narrow.AcquireAsync(Key));

        Assert.Contains("raise LockOptions.WaitersPerKey (now 1)", thrown.Message);
        Clock.Advance(Seconds(5));
        await Assert.ThrowsAsync<LeaseTimeoutException>(() => waiting);
        Assert.Equal(0, narrow.Lines);
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_nothing_behind()
    {
        await using var holder = await Lock.AcquireAsync(Key);
        var other = NewLock(seed: 2);
        using var giveUp = new CancellationTokenSource();
        var waiting = other.AcquireAsync(Key, cancellationToken: giveUp.Token);
        await Clock.UntilArmedAsync(4);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, other.Lines);
        Assert.Equal(2, Clock.Armed);
    }

    // Mutant caught: Attempt.Forget does nothing.
    [Fact]
    public async Task What_was_granted_unseen_is_given_back()
    {
        using var giveUp = new CancellationTokenSource();
        Store.BeforeAnsweringLook = () => Task.Delay(Timeout.Infinite, Ended);
        var waiting = Lock.AcquireAsync(Key, cancellationToken: giveUp.Token);

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Store.BeforeAnsweringLook = () => Task.CompletedTask;
        await using var next = await Lock.TryAcquireAsync(Key);
        Assert.NotNull(next);
    }

    // Mutant caught: a look after a lost answer comes under a new holder id.
    [Fact]
    public async Task A_grant_whose_answer_was_lost_is_taken_up_by_the_next_look()
    {
        var lose = true;
        Store.BeforeAnsweringLook = () =>
            lose ? Task.FromException(new IOException("connection cut")) : Task.CompletedTask;
        var waiting = Lock.AcquireAsync(Key);
        await Clock.UntilArmedAsync(2);
        lose = false;

        Clock.Advance(Options.Rest);

        await using var lease = await waiting.WaitAsync(Seconds(10), Ended);
        Assert.Equal(LeaseState.Held, lease.State);
    }

    [Fact]
    public async Task A_dark_store_ends_in_a_timeout_that_carries_its_error()
    {
        Store.Trouble = new IOException("connection refused");
        var waiting = Lock.AcquireAsync(Key, Seconds(3));

        Clock.Advance(Seconds(3));

        var thrown = await Assert.ThrowsAsync<LeaseTimeoutException>(() => waiting);
        Assert.Contains("The store did not answer the last look: connection refused", thrown.Message);
        Assert.IsType<IOException>(thrown.InnerException);
        Store.Trouble = null;
    }

    // Mutant caught: everyone in line looks at the store.
    [Fact]
    public async Task Only_the_head_of_a_line_looks_at_the_store_and_the_line_is_served_in_order()
    {
        var holder = await Lock.AcquireAsync(Key);
        var other = NewLock(seed: 2);
        var served = new List<int>();
        var waiting = Enumerable.Range(0, 100).Select(ServeAsync).ToList();
        await Clock.UntilArmedAsync(103);
        Assert.Equal(3, Store.Looks);

        await holder.ReleaseAsync();

        await Task.WhenAll(waiting).WaitAsync(Seconds(10), Ended);
        Assert.Equal(Enumerable.Range(0, 100), served);
        Assert.InRange(Store.Looks, 103, 210);

        async Task ServeAsync(int place)
        {
            await using var lease = await other.AcquireAsync(Key);
            served.Add(place);
        }
    }

    [Fact]
    public async Task Trying_neither_waits_nor_throws()
    {
        await using var holder = await Lock.AcquireAsync(Key);
        Assert.Null(await Lock.TryAcquireAsync(Key));

        Store.Trouble = new IOException("connection refused");
        Assert.Null(await Lock.TryAcquireAsync(new LockKey("another")));
        Store.Trouble = null;
    }
}
