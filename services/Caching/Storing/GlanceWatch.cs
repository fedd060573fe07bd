namespace CacheFleet.Caching.Storing;

/// <summary>One time limit for all cheap looks at a store, and one timer that runs while there are any.</summary>
/// <remarks>A look is given up after the limit and up to an eighth more.</remarks>
public sealed class GlanceWatch
{
    private const int TicksPerLimit = 8;

    private readonly Lock _lock = new();
    private readonly TimeSpan _every;
    private readonly ITimer _timer;

    // Weak: who is asked and never awaited must not stay for ever.
    private List<WeakReference<PendingGlance>> _all = [];
    private int _tick;
    private bool _isArmed;

    /// <summary>A watch that gives up after the limit.</summary>
    public GlanceWatch(TimeProvider clock, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        _every = limit / TicksPerLimit;
        _timer = clock.CreateTimer(static watch => ((GlanceWatch)watch!).OnTick(), this,
            Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal int Tick => Volatile.Read(ref _tick);

    internal void Add(PendingGlance glance)
    {
        lock (_lock)
            _all.Add(new(glance));
    }

    internal void Arm()
    {
        if (Volatile.Read(ref _isArmed))
            return;
        lock (_lock)
        {
            if (!_isArmed)
                _timer.Change(_every, _every);
            _isArmed = true;
        }
    }

    private void OnTick()
    {
        var before = Interlocked.Increment(ref _tick) - TicksPerLimit;
        lock (_lock)
        {
            if (TellLate(before))
                return;
            Volatile.Write(ref _isArmed, false);
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            // Whoever began to wait just now either sees that the watch is off, or is seen here. The barrier is for
            // both sides: theirs would be on the way of every hit.
            Interlocked.MemoryBarrierProcessWide();
            if (!TellLate(before))
                return;
        }

        Arm();
    }

    /// <summary>True if somebody waits still.</summary>
    private bool TellLate(int before)
    {
        var isWaiting = false;
        var left = new List<WeakReference<PendingGlance>>(_all.Count);
        foreach (var one in _all)
        {
            if (!one.TryGetTarget(out var glance))
                continue;
            left.Add(one);
            glance.GiveUpIfAskedBefore(before);
            isWaiting |= glance.IsWaiting;
        }

        _all = left;
        return isWaiting;
    }
}
