using System.ComponentModel.DataAnnotations;

namespace CacheFleet.Catalog.Api.Feed;

/// <summary>Configuration section <c>CacheFleet:Feed</c>: how this replica follows the log of changes.</summary>
internal sealed class FeedOptions
{
    public const string Section = "CacheFleet:Feed";

    /// <summary>The topic of the events.</summary>
    [Required]
    public string Topic { get; set; } = "cachefleet.invalidations";

    /// <summary>Off: memory is trusted by the shared store's hints alone, as in the lab's comparison.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How far the feed may be behind before memory is bypassed: several times the relay's MarkMilliseconds, and more
    /// than the clocks of database and replica may differ.
    /// </summary>
    [Range(100, 600_000)]
    public int BoundMilliseconds { get; set; } = 2_500;
}
