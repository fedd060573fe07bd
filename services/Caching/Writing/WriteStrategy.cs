namespace CacheFleet.Caching;

/// <summary>What a write does to the entry of the row that it changes.</summary>
public enum WriteStrategy
{
    /// <summary>
    /// After the commit every lease is voided and a tombstone with the commit's version is left: no load that began
    /// before can fill after it (Nishtala et al., NSDI'13). What to take unless there is a reason.
    /// </summary>
    Invalidate,

    /// <summary>After the commit the entry is deleted, and that is all (cache-aside).</summary>
    Delete,

    /// <summary>
    /// The same, and once more after <see cref="EntryPolicy.SecondDeleteAfter"/>, by a row that the transaction
    /// leaves for a worker. It closes the race only for readers that are faster than the delay.
    /// </summary>
    DoubleDelete,

    /// <summary>After the commit the row replaces an entry that is older; what is not there is invalidated.</summary>
    WriteThrough,

    /// <summary>
    /// The change is put into a durable buffer, acknowledged, and written to its row later, the last one of each key
    /// only. Loads see buffer and database together.
    /// </summary>
    WriteBehind,

    /// <summary>
    /// The same with a buffer in memory: what it holds when the process dies is lost. To compare with.
    /// </summary>
    WriteBehindInMemory,
}
