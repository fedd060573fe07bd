namespace CacheFleet.Caching.Storing;

/// <summary>The store's time, guessed from the last look that told it.</summary>
/// <remarks>
/// Entries carry times of the store's clock. The cheap look judges them by the local clock and the last known
/// difference, with a margin for what that has drifted or was delayed; the decisive look needs no guess.
/// </remarks>
internal sealed class StoreClock(TimeProvider clock)
{
    private long _ahead;

    /// <summary>Milliseconds; what is nearer to its end than this is left to the decisive look.</summary>
    public const long SkewMargin = 5;

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

    private long Local => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
