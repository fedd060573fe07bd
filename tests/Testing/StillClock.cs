namespace CacheFleet.Testing;

/// <summary>
/// A clock that stands still until a test moves it. Its timers fire inside <see cref="Advance"/>, in the
/// order in which they fall due, each at its own instant. The wall clock can be stepped on its own.
/// </summary>
public sealed class StillClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<StillTimer> _armed = [];
    private TimeSpan _elapsed;
    private DateTimeOffset _wall = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait for their time.</summary>
    public int Armed
    {
        get
        {
            lock (_gate)
                return _armed.Count;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return _elapsed.Ticks;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _wall + _elapsed;
    }

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StillTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>What an administrator or NTP does: the wall clock jumps, monotonic time does not.</summary>
    public void StepWall(TimeSpan by)
    {
        lock (_gate)
            _wall += by;
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan end;
        lock (_gate)
            end = _elapsed + by;
        while (NextDue(end) is { } timer)
            timer.Fire();
        lock (_gate)
            _elapsed = end;
    }

    /// <summary>Waits, in real time, until so many timers are armed: until others are at rest.</summary>
    public async Task UntilArmedAsync(int timers = 1)
    {
        for (var tries = 0; Armed < timers; tries++)
        {
            if (tries == 2_000)
                throw new TimeoutException($"{Armed} timers armed after 10 s, not {timers}.");
            await Task.Delay(5);
        }
    }

    private StillTimer? NextDue(TimeSpan end)
    {
        lock (_gate)
        {
            var next = _armed.MinBy(timer => timer.Due);
            if (next is null || next.Due > end)
                return null;
            _elapsed = next.Due > _elapsed ? next.Due : _elapsed;
            _armed.Remove(next);
            if (next.Period > TimeSpan.Zero)
                Arm_NeedsLock(next, next.Period);
            return next;
        }
    }

    private void Arm_NeedsLock(StillTimer timer, TimeSpan dueIn)
    {
        timer.Due = _elapsed + dueIn;
        _armed.Add(timer);
    }

    private sealed class StillTimer(StillClock clock, Action fire) : ITimer
    {
        private bool _disposed;

        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._armed.Remove(this);
                if (_disposed)
                    return false;
                Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                    clock.Arm_NeedsLock(this, dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                clock._armed.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
