namespace CacheFleet.Caching.Reading;

/// <summary>A value that says for itself how long it may be kept; what it leaves open its policy says.</summary>
internal interface IOwnTimes
{
    /// <summary>Its hard and soft time to live in the shared store.</summary>
    Ttl? TimeToLive { get; }

    /// <summary>How long the L1 may answer it.</summary>
    TimeSpan? NearFor { get; }
}
