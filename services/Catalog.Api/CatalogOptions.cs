namespace CacheFleet.Catalog.Api;

/// <summary>How long the catalogue's entries are fresh; what may be answered stale is kept twice as long.</summary>
internal sealed class CatalogOptions
{
    public const string Section = "Catalog";

    public const string Rule =
        "Catalog: ProductTtl, ObjectTtl, RankingTtl and FlagTtl are between 1 ms and 183 days.";

    /// <summary>Whether a lab may compare policies; set by the application itself.</summary>
    public bool Lab { get; set; }

    public TimeSpan ProductTtl { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan ObjectTtl { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan RankingTtl { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan FlagTtl { get; set; } = TimeSpan.FromSeconds(30);

    public string? Fault => Array.Exists(
        [ProductTtl, ObjectTtl, RankingTtl, FlagTtl],
        t => t < TimeSpan.FromMilliseconds(1) || t > TimeSpan.FromDays(183))
            ? Rule
            : null;
}
