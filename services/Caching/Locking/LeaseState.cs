namespace CacheFleet.Caching.Locking;

/// <summary>What a holder knows of its lease.</summary>
public enum LeaseState
{
    /// <summary>Granted; no renewal has been due yet.</summary>
    Held,

    /// <summary>The last renewal succeeded.</summary>
    Renewed,

    /// <summary>The store did not answer when the renewal was due; the lease's safe time still runs.</summary>
    Unknown,

    /// <summary>Refused at renewal, or its safe time has passed. For good.</summary>
    Lost,

    /// <summary>Given back by its holder. For good.</summary>
    Released,
}
