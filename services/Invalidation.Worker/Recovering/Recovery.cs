namespace CacheFleet.Invalidation.Worker.Recovering;

/// <summary>What to do about a log that the cache is far behind of.</summary>
public enum Recovery
{
    /// <summary>
    /// Every event once more, in order. Nothing is dropped that need not be; takes longest.
    /// </summary>
    Replay,

    /// <summary>
    /// Of every key the newest event only. The same result, for the work of one event per key.
    /// </summary>
    Compacted,

    /// <summary>
    /// Leaves the events out and drops all entries, and by a new epoch what replicas hold. Takes
    /// no time, and the origin pays for it: its loads are capped.
    /// </summary>
    Flush,
}
