namespace CacheFleet.Caching.Locking;

/// <summary>
/// Where locks are kept. Every step is atomic. An implementation may throw what its client throws and need
/// not bound its time: its caller takes both for a store that stayed dark.
/// </summary>
public interface ILockStore
{
    /// <summary>
    /// Takes the lock if it is free, or is this holder's already (the answer to an earlier asking may have
    /// been lost). Every grant to a new holder carries a token above all earlier ones of this lock, also
    /// after the lock's record has gone.
    /// </summary>
    ValueTask<LockSight> TryAcquireAsync(
        LockKey key, HolderId holder, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Lets the lease run for its whole time to live again, if it is still this holder's.</summary>
    ValueTask<RenewalAnswer> RenewAsync(
        LockKey key, HolderId holder, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Frees the lock if it is still this holder's, and wakes whoever waits for it.</summary>
    ValueTask<ReleaseAnswer> ReleaseAsync(
        LockKey key, HolderId holder, CancellationToken cancellationToken);

    /// <summary>
    /// Calls back for every lock that is released anywhere while somebody waits for it. A hint: it may be
    /// lost, or come twice.
    /// </summary>
    ValueTask<IAsyncDisposable> WatchReleasesAsync(
        Action<LockKey> onReleased, CancellationToken cancellationToken);
}
