namespace CacheFleet.Caching.Near;

/// <summary>The time of an L1: monotonic, and cheap enough to be asked for on every hit.</summary>
/// <remarks>
/// An exact timestamp of the system takes half of what a whole hit may. So the system's own clock is asked for its
/// ticks of some milliseconds instead, and every end is set one tick early: late answers there are none.
/// Any other clock, a test's, is asked exactly.
/// </remarks>
internal sealed class NearClock(TimeProvider clock)
{
    private const long CoarsestTick = 16;

    private readonly bool _ticks = ReferenceEquals(clock, TimeProvider.System);

    /// <summary>In this clock's own unit; no later than the time is.</summary>
    public long Now => _ticks ? Environment.TickCount64 : clock.GetTimestamp();

    /// <summary>The end of a span; no later than it is.</summary>
    public long After(long start, TimeSpan span) => _ticks
        ? start + (long)span.TotalMilliseconds - CoarsestTick
        : start + (long)(span.TotalSeconds * clock.TimestampFrequency);

    /// <summary>A timestamp of the <see cref="TimeProvider"/> in this clock's unit; no earlier than it is.</summary>
    public long At(long timestamp)
    {
        if (!_ticks || timestamp is long.MinValue or long.MaxValue)
            return timestamp;
        var ago = clock.GetElapsedTime(timestamp).TotalMilliseconds;
        return Now + CoarsestTick - (long)ago;
    }
}
