using CacheFleet.Caching.Locking;

namespace CacheFleet.Caching.Tests.Locking;

public sealed class LeaseTests : LockFixture
{
    [Fact]
    public async Task A_lease_is_renewed_after_each_third_of_its_time_to_live()
    {
        await using var lease = await Lock.AcquireAsync(Key);
        Assert.Equal(LeaseState.Held, lease.State);

        Clock.Advance(Seconds(30));

        Assert.Equal(LeaseState.Renewed, lease.State);
        Assert.False(lease.Lost.IsCancellationRequested);
        Assert.Equal(Enumerable.Range(1, 10).Select(n => Seconds(3 * n)), Store.RenewedAt);
    }

    // Mutant caught: RenewalLoop goes on after Refused.
    [Fact]
    public async Task A_refused_renewal_cancels_the_work_at_once()
    {
        var lease = await Lock.AcquireAsync(Key);
        Store.Inner.Drop(Key);

        Clock.Advance(Seconds(3));

        Assert.Equal(LeaseState.Lost, lease.State);
        Assert.True(lease.Lost.IsCancellationRequested);
        Assert.Throws<LeaseLostException>(lease.ThrowIfLost);
        await lease.Renewals;
    }

    // Mutants caught: the renewal creates what is missing; a renewal is not checked against its holder.
    [Fact]
    public async Task A_renewal_does_not_take_the_lock_from_its_next_holder()
    {
        var first = await Lock.AcquireAsync(Key);
        Store.Inner.Drop(Key);
        await using var second = await NewLock(seed: 2).AcquireAsync(Key);

        Clock.Advance(Seconds(3));

        Assert.Equal(LeaseState.Lost, first.State);
        Assert.Equal(LeaseState.Renewed, second.State);
        Assert.True(second.Fence > first.Fence);
    }

    // Mutants caught: the safe time is the time to live without its margin; the timer is never armed.
    [Fact]
    public async Task An_unanswered_renewal_leaves_the_lease_unknown_and_the_work_ends_in_time()
    {
        var lease = await Lock.AcquireAsync(Key);
        Store.Trouble = new TimeoutException("no answer");

        Clock.Advance(Seconds(3));
        Assert.Equal(LeaseState.Unknown, lease.State);
        Assert.False(lease.Lost.IsCancellationRequested);

        Clock.Advance(Seconds(5) - Tick);
        Assert.False(lease.Lost.IsCancellationRequested);

        Clock.Advance(Tick);
        Assert.True(lease.Lost.IsCancellationRequested);
        Assert.Equal(LeaseState.Lost, lease.State);
        Assert.True(Store.RenewedAt.Count > 3, "it asked again while the lease was safe");
    }

    [Fact]
    public async Task A_store_that_hangs_counts_as_dark()
    {
        var lease = await Lock.AcquireAsync(Key);
        Store.BeforeAnsweringRenewal = () => Task.Delay(Timeout.Infinite, Ended);

        Clock.Advance(Seconds(4));
        Assert.Equal(LeaseState.Unknown, lease.State);

        Clock.Advance(Seconds(4));
        Assert.True(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_renewal_that_succeeds_after_a_dark_time_makes_the_lease_good_again()
    {
        await using var lease = await Lock.AcquireAsync(Key);
        Store.Trouble = new TimeoutException("no answer");
        Clock.Advance(Seconds(4));
        Store.Trouble = null;

        Clock.Advance(Seconds(20));

        Assert.Equal(LeaseState.Renewed, lease.State);
        Assert.False(lease.Lost.IsCancellationRequested);
    }

    // Mutant caught: Prove without its check for a lease that is over.
    [Fact]
    public async Task A_late_yes_does_not_revive_a_lost_lease()
    {
        var slow = new TaskCompletionSource();
        var patient = Options with { AnswerWithin = Seconds(3) };
        var lease = await NewLock(patient).AcquireAsync(Key);
        Store.Trouble = new TimeoutException("no answer");
        Clock.Advance(Seconds(7));
        Store.Trouble = null;
        Store.BeforeAnsweringRenewal = () => slow.Task;

        Clock.Advance(Seconds(1));
        Assert.True(lease.Lost.IsCancellationRequested);
        slow.SetResult();

        await lease.Renewals;
        Assert.Equal(LeaseState.Lost, lease.State);
    }

    // Mutant caught: the instant is taken when the answer has come.
    [Fact]
    public async Task The_safe_time_counts_from_before_the_request_left()
    {
        var slow = new TaskCompletionSource();
        Store.BeforeAnsweringLook = () => slow.Task;
        var acquiring = Lock.AcquireAsync(Key);
        Clock.Advance(Seconds(0.9));
        slow.SetResult();

        await using var lease = await acquiring;

        Assert.Equal(Seconds(8 - 0.9), lease.SafeFor);
    }

    // A process that was stopped finds its lease lost by the clock, before any timer has run.
    // Mutant caught: State answers what the timer last wrote.
    [Fact]
    public async Task A_holder_that_was_paused_sees_that_its_lease_is_over()
    {
        var paused = new PausedTimers(Clock);
        var sleeper = new FencedLock(Store, Options, paused, new Random(3));
        var lease = await sleeper.AcquireAsync(Key);

        Clock.Advance(Seconds(8));

        Assert.Equal(LeaseState.Lost, lease.State);
        Assert.True(lease.Lost.IsCancellationRequested);
    }

    // A timer's ticks are coarser than the clock's. Mutant caught: the timer is not armed again.
    [Fact]
    public async Task A_timer_that_fires_too_early_does_not_keep_a_lease_alive()
    {
        var early = new EarlyTimers(Clock);
        var lease = await new FencedLock(Store, Options, early, new Random(3)).AcquireAsync(Key);
        Store.Trouble = new TimeoutException("no answer");

        Clock.Advance(Seconds(8));
        Assert.False(lease.Lost.IsCancellationRequested);
        Clock.Advance(TimeSpan.FromMilliseconds(2));

        Assert.True(lease.Lost.IsCancellationRequested);
    }

    // Mutant caught: the lease is reckoned in GetUtcNow.
    [Fact]
    public async Task A_step_of_the_wall_clock_moves_no_lease()
    {
        await using var lease = await Lock.AcquireAsync(Key);
        var before = lease.SafeFor;

        Clock.StepWall(TimeSpan.FromDays(1));
        Assert.Equal(before, lease.SafeFor);

        Clock.StepWall(TimeSpan.FromDays(-2));
        Assert.Equal(before, lease.SafeFor);
    }

    [Fact]
    public async Task A_forgotten_lease_ends_after_the_longest_hold()
    {
        var lease = await Lock.AcquireAsync(Key);

        Clock.Advance(Seconds(60));
        Assert.False(lease.Lost.IsCancellationRequested);
        Clock.Advance(Seconds(8));

        Assert.True(lease.Lost.IsCancellationRequested);
        Assert.Equal(0, Clock.Armed);
    }

    /// <summary>The time of another clock, and timers that never fire: what SIGSTOP leaves.</summary>
    private sealed class PausedTimers(TimeProvider time) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new DeadTimer();
    }

    /// <summary>A clock that is always half a millisecond behind its own timers.</summary>
    private sealed class EarlyTimers(TimeProvider time) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() =>
            Math.Max(0, time.GetTimestamp() - (TimeSpan.TicksPerMillisecond / 2));

        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class DeadTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
