namespace CacheFleet.Caching.Locking;

/// <summary>
/// A lock for the whole fleet that always has an end, and whose holders are numbered so that a late one can
/// be refused.
/// </summary>
public interface IFencedLock
{
    /// <summary>Waits for the lock.</summary>
    /// <param name="key">What to lock.</param>
    /// <param name="within">How long to wait; null: <see cref="LockOptions.AcquireWithin"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LeaseTimeoutException">No lease within the time, looks or line allowed.</exception>
    Task<LockLease> AcquireAsync(
        LockKey key, TimeSpan? within = null, CancellationToken cancellationToken = default);

    /// <summary>Takes the lock if it is free now; null if it is not, or if the store is dark.</summary>
    Task<LockLease?> TryAcquireAsync(LockKey key, CancellationToken cancellationToken = default);
}
