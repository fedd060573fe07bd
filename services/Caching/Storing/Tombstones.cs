namespace CacheFleet.Caching.Storing;

/// <summary>How long an invalidation is remembered.</summary>
public static class Tombstones
{
    /// <summary>Longer than any load may take: what began before the invalidation ends before this does.</summary>
    public static TimeSpan DefaultLife { get; } = TimeSpan.FromMinutes(5);
}
