namespace CacheFleet.Caching.Locking;

/// <summary>One caller's way to one lease.</summary>
internal sealed class Attempt(
    LockKey key, HolderId holder, PatientLockStore store, LockOptions options, TimeProvider clock)
{
    private readonly long _startedAt = clock.GetTimestamp();
    private int _looks;
    private bool _mayHold;
    private Exception? _trouble;

    /// <summary>The last look's finding, and the lease if it was granted.</summary>
    public async ValueTask<(LockSight Sight, LockLease? Lease)> LookAsync(CancellationToken end)
    {
        _looks++;
        // Until an answer is read the store may have granted: whoever gives up must give that back.
        _mayHold = true;
        var sentAt = clock.GetTimestamp();
        var sight = await store.TryAcquireAsync(key, holder, options.TimeToLive, end);
        _trouble = (sight as LockSight.Dark)?.Cause;
        _mayHold = sight is not LockSight.Taken;
        // A process that was stopped in mid-look holds a lease that may have ended: it looks again.
        var lease = sight is LockSight.Granted granted && clock.GetElapsedTime(sentAt) < options.SafeFor
            ? new LockLease(key, holder, granted.Fence, sentAt, store, options, clock)
            : null;
        return (sight, lease);
    }

    /// <summary>Gives back, without waiting, what the store may have granted unseen.</summary>
    public void Forget()
    {
        if (_mayHold)
            _ = store.ReleaseAsync(key, holder).AsTask();
    }

    public LeaseTimeoutException TimedOut(string knob, object value)
    {
        var waited = clock.GetElapsedTime(_startedAt);
        var dark = _trouble is null ? "" : $" The store did not answer the last look: {_trouble.Message}";
        return new LeaseTimeoutException(FormattableString.Invariant(
            $"No lease on '{key}' in {waited} and {_looks} looks: raise {nameof(LockOptions)}.{knob} ")
            + FormattableString.Invariant($"(now {value}).{dark}"), _trouble);
    }
}
