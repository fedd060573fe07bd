namespace CacheFleet.Caching.Storing;

/// <summary>What a guarded write of an entry came to.</summary>
public enum Filled
{
    /// <summary>The store did not answer.</summary>
    Dark,

    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>Refused: the lease was voided by an invalidation, a later lease, or a lost store.</summary>
    LeaseRefused,

    /// <summary>Refused: the entry or its tombstone is newer.</summary>
    VersionRefused,

    /// <summary>A write-through found no entry to replace: it left a tombstone instead.</summary>
    NothingThere,
}
