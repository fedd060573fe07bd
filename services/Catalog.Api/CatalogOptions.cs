namespace CacheFleet.Catalog.Api;

/// <summary>How long the catalogue's entries may live in the shared store.</summary>
internal sealed class CatalogOptions
{
    public const string Section = "Catalog";

    public const string Rule =
        "Catalog: ProductTtl, ObjectTtl, RankingTtl and FlagTtl are between 1 ms and 366 days.";

    public TimeSpan ProductTtl { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan ObjectTtl { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan RankingTtl { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan FlagTtl { get; set; } = TimeSpan.FromSeconds(30);

    public string? Fault => Array.Exists(
        [ProductTtl, ObjectTtl, RankingTtl, FlagTtl],
        t => t < TimeSpan.FromMilliseconds(1) || t > TimeSpan.FromDays(366))
            ? Rule
            : null;
}
