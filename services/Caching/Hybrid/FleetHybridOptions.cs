namespace CacheFleet.Caching;

/// <summary>What holds for entries read through <c>HybridCache</c> unless a call says otherwise.</summary>
public sealed class FleetHybridOptions
{
    /// <summary>The time to live in the shared store of entries without an expiration of their own.</summary>
    public Ttl TimeToLive { get; set; } = Ttl.Seconds(300);

    /// <summary>The limits of the L1.</summary>
    public NearOptions Near { get; set; } = new();

    /// <summary>Serialized values above this size are answered but not stored.</summary>
    public int MaxPayloadBytes { get; set; } = 1 << 20;

    /// <summary>How long one caller has an entry to itself: longer than a factory takes.</summary>
    public Ttl LeaseFor { get; set; } = Ttl.Seconds(10);

    /// <summary>How long a process believes a tag's epoch should the news of its removal be lost.</summary>
    public Ttl TagsNearFor { get; set; } = Ttl.Seconds(30);
}
