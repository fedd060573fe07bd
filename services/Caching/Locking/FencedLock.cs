namespace CacheFleet.Caching.Locking;

/// <summary>The fenced lock over any <see cref="ILockStore"/>. One per process.</summary>
/// <remarks>
/// How a caller comes to its lease:
/// 1. it lines up behind the other callers of its process; only the head of the line goes on;
/// 2. the head arms its wake-up and then looks at the store, in this order, so that a release between the
///    two is not slept through;
/// 3. granted: the next in line comes up. Taken: the head rests until a release is published, or the
///    holder's lease must have ended, or the net (<see cref="LockOptions.Rest"/>) catches it; then step 2;
/// 4. out of time or looks: whatever the store may have granted unseen is given back.
/// </remarks>
public sealed class FencedLock : IFencedLock, IAsyncDisposable, IDisposable
{
    private readonly PatientLockStore _store;
    private readonly LockOptions _options;
    private readonly TimeProvider _clock;
    private readonly HolderIds _ids;
    private readonly Rests _rests;
    private readonly WaitingLines _lines;
    private readonly ReleaseWatch _watch;

    /// <summary>Makes the lock.</summary>
    /// <exception cref="ArgumentException">Knobs are out of range; the message names them all.</exception>
    public FencedLock(ILockStore store, LockOptions options, TimeProvider clock, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = string.Join(' ', options.Faults());
        if (faults.Length > 0)
            throw new ArgumentException(faults, nameof(options));
        (_options, _clock) = (options, clock);
        _store = new PatientLockStore(store, options.AnswerWithin, clock);
        _ids = new HolderIds(random);
        _rests = new Rests(options.Rest, random);
        _lines = new WaitingLines(options.WaitersPerKey);
        _watch = new ReleaseWatch(_store, _lines.Wake);
    }

    /// <summary>The number of locks that callers of this process are in line for.</summary>
    internal int Lines => _lines.Count;

    /// <inheritdoc/>
    public async Task<LockLease> AcquireAsync(
        LockKey key, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        var patience = within ?? _options.AcquireWithin;
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, TimeSpan.Zero, nameof(within));
        var attempt = NewAttempt(key);
        using var deadline = new CancellationTokenSource(patience, _clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            deadline.Token, cancellationToken);
        try
        {
            using var head = await _lines.TryEnterAsync(key, end.Token)
                ?? throw attempt.TimedOut(
                    nameof(LockOptions.WaitersPerKey), _options.WaitersPerKey);
            return await ContendAsync(attempt, head, end.Token)
                ?? throw attempt.TimedOut(
                    nameof(LockOptions.LooksWhileTaken), _options.LooksWhileTaken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw attempt.TimedOut(nameof(LockOptions.AcquireWithin), patience);
        }
    }

    /// <inheritdoc/>
    public async Task<LockLease?> TryAcquireAsync(
        LockKey key, CancellationToken cancellationToken = default)
    {
        var attempt = NewAttempt(key);
        LockLease? lease = null;
        try
        {
            return lease = (await attempt.LookAsync(cancellationToken)).Lease;
        }
        finally
        {
            if (lease is null)
                attempt.Forget();
        }
    }

    /// <summary>Stops listening for releases; leases live on.</summary>
    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    /// <summary>As <see cref="DisposeAsync"/>, for a container that cannot wait for the store.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private async Task<LockLease?> ContendAsync(
        Attempt attempt, WaitingLines.Head head, CancellationToken end)
    {
        LockLease? lease = null;
        try
        {
            for (var looks = 0; looks < _options.LooksWhileTaken; looks++)
            {
                var woken = head.Arm();
                (var sight, lease) = await attempt.LookAsync(end);
                if (lease is not null)
                    return lease;
                if (sight is LockSight.Granted || await _watch.HasJustBegunAsync(end))
                    continue;
                await woken.WaitAsync(_rests.After(sight), _clock, end)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                end.ThrowIfCancellationRequested();
            }

            return null;
        }
        finally
        {
            if (lease is null)
                attempt.Forget();
        }
    }

    private Attempt NewAttempt(LockKey key) => new(key, _ids.Next(), _store, _options, _clock);
}
