namespace CacheFleet.Caching.Near;

/// <summary>Taken before a load begins, shown when its result is filled in.</summary>
/// <param name="Generation">What the key's stripe had seen by then.</param>
/// <param name="TakenAt">From here the value's age counts: it cannot be newer.</param>
internal readonly record struct NearTicket(long Generation, long TakenAt);

/// <summary>What became of a fill.</summary>
internal enum NearFill
{
    /// <summary>It can be read now.</summary>
    Stored,

    /// <summary>An invalidation came between the ticket and the fill: it may be about this very value.</summary>
    TicketVoid,

    /// <summary>A newer version is known here.</summary>
    VersionOld,

    /// <summary>It alone would not fit.</summary>
    TooLarge,

    /// <summary>It was older than its time to live before it arrived.</summary>
    Expired,
}
