namespace CacheFleet.Caching.Storing;

/// <summary>An entry as it lies in the store.</summary>
/// <param name="Payload">The encoded value; empty if the row is absent.</param>
/// <param name="Version">The version of the row that it was made from; 0 if it has none.</param>
public readonly record struct StoredEntry(ReadOnlyMemory<byte> Payload, long Version)
{
    /// <summary>The entry says that the origin has no such row (negative caching).</summary>
    public bool IsAbsentRow { get; init; }

    /// <summary>Until when it may be answered as it is (soft TTL), in Unix milliseconds.</summary>
    public long FreshUntil { get; init; }

    /// <summary>Until when it may be answered at all (hard TTL), in Unix milliseconds.</summary>
    public long KeepUntil { get; init; }

    /// <summary>How long its load took, in milliseconds: XFetch's delta.</summary>
    public uint LoadTime { get; init; }
}
