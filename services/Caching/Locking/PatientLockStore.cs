namespace CacheFleet.Caching.Locking;

/// <summary>
/// Bounds what the store may take and turns its trouble into values: after this decorator a store answers
/// in time, or is dark.
/// </summary>
internal sealed class PatientLockStore(ILockStore store, TimeSpan answerWithin, TimeProvider clock)
{
    public async ValueTask<LockSight> TryAcquireAsync(
        LockKey key, HolderId holder, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        try
        {
            return await InTimeAsync(
                store.TryAcquireAsync(key, holder, timeToLive, cancellationToken),
                cancellationToken);
        }
        catch (Exception trouble)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new LockSight.Dark(trouble);
        }
    }

    public async ValueTask<RenewalAnswer> RenewAsync(
        LockKey key, HolderId holder, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        try
        {
            return await InTimeAsync(
                store.RenewAsync(key, holder, timeToLive, cancellationToken), cancellationToken);
        }
        catch (Exception)
        {
            return RenewalAnswer.Dark;
        }
    }

    public async ValueTask<ReleaseAnswer> ReleaseAsync(LockKey key, HolderId holder)
    {
        try
        {
            return await InTimeAsync(
                store.ReleaseAsync(key, holder, CancellationToken.None), CancellationToken.None);
        }
        catch (Exception)
        {
            return ReleaseAnswer.Dark;
        }
    }

    /// <summary>Null if the store was dark.</summary>
    public async ValueTask<IAsyncDisposable?> TryWatchReleasesAsync(
        Action<LockKey> onReleased, CancellationToken cancellationToken)
    {
        try
        {
            return await InTimeAsync(
                store.WatchReleasesAsync(onReleased, cancellationToken), cancellationToken);
        }
        catch (Exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private ValueTask<T> InTimeAsync<T>(ValueTask<T> answer, CancellationToken cancellationToken) =>
        answer.IsCompleted
            ? answer
            : new(answer.AsTask().WaitAsync(answerWithin, clock, cancellationToken));
}
