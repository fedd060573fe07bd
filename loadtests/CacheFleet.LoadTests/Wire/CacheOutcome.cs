namespace CacheFleet.LoadTests.Wire;

/// <summary>What an answer's Cache-Status header (RFC 9211) says became of the read.</summary>
public enum CacheOutcome
{
    Unknown,
    Hit,

    /// <summary>A hit past its soft TTL.</summary>
    Stale,

    Miss,
    Collapsed,
    Bypass,
}
