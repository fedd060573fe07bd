namespace CacheFleet.Caching.Locking;

/// <summary>
/// The right to do one piece of work, for a time. It is renewed in the background until it is released,
/// lost, or older than <see cref="LockOptions.LongestHold"/>.
/// </summary>
/// <remarks>
/// The lease is trusted until <c>sent + time to live − skew margin</c> on this machine's monotonic clock,
/// where <c>sent</c> is the instant before the last granted request left: the store began to count later,
/// so it ends later. A process that is paused right after looking at <see cref="State"/> can still write
/// too late; only whoever guards the data can refuse that, by <see cref="Fence"/>.
/// </remarks>
public sealed class LockLease : IAsyncDisposable
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly PatientLockStore _store;
    private readonly LockOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _safeTime;
    private LeaseState _state = LeaseState.Held;
    private long _provenAt;
    private readonly TaskCompletionSource<ReleaseAnswer> _released = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _releaseBegun;

    internal LockLease(
        LockKey key,
        HolderId holder,
        FencingToken fence,
        long sentAt,
        PatientLockStore store,
        LockOptions options,
        TimeProvider clock)
    {
        (Key, Holder, Fence) = (key, holder, fence);
        (_store, _options, _clock) = (store, options, clock);
        AcquiredAt = _provenAt = sentAt;
        _safeTime = clock.CreateTimer(
            lease => ((LockLease)lease!).OnTimer(),
            this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _safeTime.Change(SafeFor, Timeout.InfiniteTimeSpan);
        // The loop outlives the request that acquired the lease: it must not carry its trace along.
        using (ExecutionContext.SuppressFlow())
            Renewals = RenewalLoop.RunAsync(this, store, options, clock, _ended.Token);
    }

    /// <summary>What is locked.</summary>
    public LockKey Key { get; }

    /// <summary>This acquisition's token: above those of all earlier holders.</summary>
    public FencingToken Fence { get; }

    /// <summary>
    /// Cancelled when the lease is lost, or unknown past its safe time; never later than the store frees
    /// the lock. Not cancelled by a release.
    /// </summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>What is known of the lease now.</summary>
    public LeaseState State
    {
        get
        {
            EndIfSafeTimeIsOver();
            lock (_gate)
                return _state;
        }
    }

    /// <summary>How long the lease may be trusted from now on without another renewal; never negative.</summary>
    public TimeSpan SafeFor
    {
        get
        {
            lock (_gate)
                return SafeFor_NeedsLock();
        }
    }

    internal HolderId Holder { get; }

    internal long AcquiredAt { get; }

    /// <summary>Ends with the lease.</summary>
    internal Task Renewals { get; }

    /// <summary>For use right before an effect that nobody fences.</summary>
    /// <exception cref="LeaseLostException">The lease was lost or released.</exception>
    public void ThrowIfLost()
    {
        var state = State;
        if (state is LeaseState.Lost or LeaseState.Released)
            throw new LeaseLostException(FormattableString.Invariant(
                $"The lease on '{Key}' (fence {Fence}) is {state}; it lives for {_options.TimeToLive} ")
                + $"after each renewal ({nameof(LockOptions)}.{nameof(LockOptions.TimeToLive)}).");
    }

    /// <summary>
    /// Gives the lock back if it is still ours, and wakes whoever waits. The first call counts; each later
    /// one gets its answer. It does not throw: a store that is dark frees the lock in time.
    /// </summary>
    public Task<ReleaseAnswer> ReleaseAsync()
    {
        lock (_gate)
        {
            if (_releaseBegun)
                return _released.Task;
            _releaseBegun = true;
            if (!IsOver_NeedsLock())
                _state = LeaseState.Released;
        }

        End();
        return ReleaseOnceAsync();
    }

    /// <summary>Releases the lease.</summary>
    public async ValueTask DisposeAsync() => await ReleaseAsync();

    /// <summary>The store granted a request that was sent at this instant.</summary>
    internal void Prove(long sentAt)
    {
        EndIfSafeTimeIsOver();
        lock (_gate)
        {
            // Lost is for good: a late yes must not revive work that has been told to stop.
            if (IsOver_NeedsLock())
                return;
            _provenAt = sentAt;
            _state = LeaseState.Renewed;
            _safeTime.Change(SafeFor_NeedsLock(), Timeout.InfiniteTimeSpan);
        }
    }

    internal void Doubt()
    {
        lock (_gate)
            if (!IsOver_NeedsLock())
                _state = LeaseState.Unknown;
    }

    internal void Lose()
    {
        lock (_gate)
        {
            if (IsOver_NeedsLock())
                return;
            _state = LeaseState.Lost;
        }

        // The work's own callbacks run elsewhere: they must not hold up a timer or the renewal loop.
        _ = _lost.CancelAsync();
        End();
    }

    private void OnTimer()
    {
        EndIfSafeTimeIsOver();
        // A timer counts coarser ticks than the clock and may fire too early: once more, then.
        lock (_gate)
            if (!IsOver_NeedsLock())
                _safeTime.Change(SafeFor_NeedsLock() + Late, Timeout.InfiniteTimeSpan);
    }

    private void EndIfSafeTimeIsOver()
    {
        if (SafeFor == TimeSpan.Zero)
            Lose();
    }

    // Also for a lease that was lost: the store may still hold the lock for it.
    private async Task<ReleaseAnswer> ReleaseOnceAsync()
    {
        var answer = await _store.ReleaseAsync(Key, Holder);
        _released.SetResult(answer);
        return answer;
    }

    private void End()
    {
        _safeTime.Dispose();
        _ = _ended.CancelAsync();
    }

    private TimeSpan SafeFor_NeedsLock()
    {
        var left = _options.SafeFor - _clock.GetElapsedTime(_provenAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private bool IsOver_NeedsLock() => _state is LeaseState.Lost or LeaseState.Released;
}
