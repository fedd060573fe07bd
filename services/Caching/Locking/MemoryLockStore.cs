namespace CacheFleet.Caching.Locking;

/// <summary>
/// Locks in this process's memory, with the rules of the shared stores: for tests and for a single node.
/// </summary>
public sealed class MemoryLockStore(TimeProvider clock) : ILockStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LockKey, Record> _records = [];
    private readonly List<Action<LockKey>> _watchers = [];
    private long _lastFence;

    /// <inheritdoc/>
    public ValueTask<LockSight> TryAcquireAsync(
        LockKey key, HolderId holder, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return new(TryAcquire_NeedsLock(key, holder, timeToLive));
    }

    /// <inheritdoc/>
    public ValueTask<RenewalAnswer> RenewAsync(
        LockKey key, HolderId holder, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!IsHeldBy_NeedsLock(key, holder))
                return new(RenewalAnswer.Refused);
            _records[key].Start(clock.GetTimestamp(), timeToLive);
            return new(RenewalAnswer.Renewed);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReleaseAnswer> ReleaseAsync(
        LockKey key, HolderId holder, CancellationToken cancellationToken)
    {
        Action<LockKey>[] toWake;
        lock (_gate)
        {
            if (!IsHeldBy_NeedsLock(key, holder))
                return new(ReleaseAnswer.NotOurs);
            toWake = _records[key].Wanted ? Watchers_NeedsLock() : [];
            _records.Remove(key);
        }

        foreach (var wake in toWake)
            wake(key);
        return new(ReleaseAnswer.Released);
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> WatchReleasesAsync(
        Action<LockKey> onReleased, CancellationToken cancellationToken)
    {
        lock (_gate)
            _watchers.Add(onReleased);
        return new(new Watch(this, onReleased));
    }

    /// <summary>What an operator's DEL, an eviction or a failover does: the record is gone.</summary>
    public void Drop(LockKey key)
    {
        lock (_gate)
            _records.Remove(key);
    }

    private LockSight TryAcquire_NeedsLock(LockKey key, HolderId holder, TimeSpan timeToLive)
    {
        var now = clock.GetTimestamp();
        if (!_records.TryGetValue(key, out var record) || record.FreeIn(clock, now) <= TimeSpan.Zero)
            _records[key] = record = new Record(holder, NextFence_NeedsLock());
        if (record.Holder == holder)
        {
            record.Start(now, timeToLive);
            return new LockSight.Granted(record.Fence);
        }

        record.Wanted = true;
        return new LockSight.Taken(record.FreeIn(clock, now));
    }

    // Each time another comes first: whoever always hears first would always win.
    private Action<LockKey>[] Watchers_NeedsLock()
    {
        if (_watchers.Count > 1)
        {
            _watchers.Add(_watchers[0]);
            _watchers.RemoveAt(0);
        }

        return [.. _watchers];
    }

    // One count for all locks, in microseconds since 1970 where the clock is ahead of it, as in Redis.
    private FencingToken NextFence_NeedsLock()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        return new FencingToken(_lastFence = Math.Max(_lastFence + 1, now));
    }

    private bool IsHeldBy_NeedsLock(LockKey key, HolderId holder) =>
        _records.TryGetValue(key, out var record)
        && record.Holder == holder
        && record.FreeIn(clock, clock.GetTimestamp()) > TimeSpan.Zero;

    private sealed class Record(HolderId holder, FencingToken fence)
    {
        private long _startedAt;
        private TimeSpan _timeToLive;

        public HolderId Holder => holder;

        public FencingToken Fence => fence;

        /// <summary>Somebody was refused: a release is worth publishing.</summary>
        public bool Wanted { get; set; }

        public void Start(long now, TimeSpan timeToLive) =>
            (_startedAt, _timeToLive) = (now, timeToLive);

        public TimeSpan FreeIn(TimeProvider clock, long now) =>
            _timeToLive - clock.GetElapsedTime(_startedAt, now);
    }

    private sealed class Watch(MemoryLockStore store, Action<LockKey> onReleased) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (store._gate)
                store._watchers.Remove(onReleased);
            return ValueTask.CompletedTask;
        }
    }
}
