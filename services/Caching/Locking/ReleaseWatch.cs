namespace CacheFleet.Caching.Locking;

/// <summary>The process's one subscription to releases, made when somebody first has to wait.</summary>
internal sealed class ReleaseWatch(PatientLockStore store, Action<LockKey> wake) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private IAsyncDisposable? _subscription;

    /// <summary>
    /// True if it has only now begun: what was released before went unheard, so look again before resting.
    /// </summary>
    public async ValueTask<bool> HasJustBegunAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _subscription) is not null)
            return false;
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_subscription is not null)
                return true;
            var begun = await store.TryWatchReleasesAsync(wake, cancellationToken);
            Volatile.Write(ref _subscription, begun);
            return begun is not null;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _subscription, null) is { } subscription)
            await subscription.DisposeAsync();
    }
}
