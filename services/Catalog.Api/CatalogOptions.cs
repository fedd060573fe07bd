namespace CacheFleet.Catalog.Api;

/// <summary>How long the catalogue's entries are fresh; what may be answered stale is kept twice as long.</summary>
internal sealed class CatalogOptions
{
    public const string Section = "Catalog";

    public const string Rule =
        "Catalog: ProductTtl, ObjectTtl, RankingTtl and FlagTtl are between 1 ms and 183 days, CappedLoadsPerSecond is "
        + "between 1 and 100000.";

    public const string BufferRule = "Catalog: FlushEvery is at least 1 ms, BufferedKeys at least 1.";

    /// <summary>
    /// Whether every policy that a lab compares lies beside the family's own; set by the application itself.
    /// </summary>
    public bool Compared { get; set; }

    public TimeSpan ProductTtl { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan ObjectTtl { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan RankingTtl { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan FlagTtl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often buffered writes are written to their rows.</summary>
    public TimeSpan FlushEvery { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many keys may wait to be written; the next write is refused.</summary>
    public int BufferedKeys { get; set; } = 10_000;

    /// <summary>
    /// So many loads a second are admitted here while the cache recovers; each replica counts for itself.
    /// </summary>
    public int CappedLoadsPerSecond { get; set; } = 300;

    public string? Fault => Array.Exists(
        [ProductTtl, ObjectTtl, RankingTtl, FlagTtl],
        t => t < TimeSpan.FromMilliseconds(1) || t > TimeSpan.FromDays(183))
        || CappedLoadsPerSecond is < 1 or > 100_000
            ? Rule
            : FlushEvery < TimeSpan.FromMilliseconds(1) || BufferedKeys < 1 ? BufferRule : null;
}
