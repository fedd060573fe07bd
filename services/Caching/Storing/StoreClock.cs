namespace CacheFleet.Caching.Storing;

/// <summary>The store's time, guessed from the last look that told it.</summary>
/// <remarks>
/// Entries carry times of the store's clock. The cheap look judges them by the local clock and the last known
/// difference, with a margin for what that has drifted or was delayed; the decisive look needs no guess.
/// Local is a monotonic clock: one that is set back would call fresh what has ended. Of the system's it is the ticks of
/// some milliseconds, which the margin covers too: an exact timestamp is dear on the way of every hit.
/// </remarks>
internal sealed class StoreClock
{
    private readonly TimeProvider _clock;
    private readonly bool _ticks;
    private long _ahead;

    public StoreClock(TimeProvider clock)
    {
        (_clock, _ticks) = (clock, ReferenceEquals(clock, TimeProvider.System));
        // Until a look tells it, the clocks are taken for equal.
        _ahead = clock.GetUtcNow().ToUnixTimeMilliseconds() - Local;
    }

    /// <summary>Milliseconds; what is nearer to its end than this is left to the decisive look.</summary>
    public const long SkewMargin = 10;

    public long Now => Local + Volatile.Read(ref _ahead);

    public void Observe(Sight sight)
    {
        if (sight.StoreTime != 0)
            Volatile.Write(ref _ahead, sight.StoreTime - Local);
    }

    /// <summary>How long an entry stays fresh even if this clock's guess is off by its margin.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="early">The XFetch draw: how many load times before its end it counts as due.</param>
    /// <returns>Milliseconds; 0 if that is not clear, and for the decisive look to say.</returns>
    public long ClearlyFreshFor(in StoredEntry entry, double early)
    {
        var left = entry.FreshUntil - Now - SkewMargin;
        return entry.LoadTime * early < left ? left : 0;
    }

    private long Local =>
        _ticks ? Environment.TickCount64 : (long)_clock.GetElapsedTime(0).TotalMilliseconds;
}
