using CacheFleet.Caching.Locking;

namespace CacheFleet.Caching.Tests.Locking;

/// <summary>A lock store in memory that can be made dark, slow or perverse, and counts its looks.</summary>
public sealed class RiggedLockStore(TimeProvider clock) : ILockStore
{
    private int _looks;

    public MemoryLockStore Inner { get; } = new(clock);

    public int Looks => Volatile.Read(ref _looks);

    public List<TimeSpan> RenewedAt { get; } = [];

    /// <summary>Thrown by every step while set.</summary>
    public Exception? Trouble { get; set; }

    /// <summary>Awaited between what a look does and its answer.</summary>
    public Func<Task> BeforeAnsweringLook { get; set; } = () => Task.CompletedTask;

    /// <summary>Awaited between what a renewal does and its answer.</summary>
    public Func<Task> BeforeAnsweringRenewal { get; set; } = () => Task.CompletedTask;

    public async ValueTask<LockSight> TryAcquireAsync(
        LockKey key, HolderId holder, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _looks);
        ThrowIfTroubled();
        var sight = await Inner.TryAcquireAsync(key, holder, timeToLive, cancellationToken);
        await BeforeAnsweringLook();
        return sight;
    }

    public async ValueTask<RenewalAnswer> RenewAsync(
        LockKey key, HolderId holder, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        RenewedAt.Add(clock.GetElapsedTime(0));
        ThrowIfTroubled();
        var answer = await Inner.RenewAsync(key, holder, timeToLive, cancellationToken);
        await BeforeAnsweringRenewal();
        return answer;
    }

    public ValueTask<ReleaseAnswer> ReleaseAsync(
        LockKey key, HolderId holder, CancellationToken cancellationToken)
    {
        ThrowIfTroubled();
        return Inner.ReleaseAsync(key, holder, cancellationToken);
    }

    public ValueTask<IAsyncDisposable> WatchReleasesAsync(
        Action<LockKey> onReleased, CancellationToken cancellationToken)
    {
        ThrowIfTroubled();
        return Inner.WatchReleasesAsync(onReleased, cancellationToken);
    }

    private void ThrowIfTroubled()
    {
        if (Trouble is not null)
            throw Trouble;
    }
}
