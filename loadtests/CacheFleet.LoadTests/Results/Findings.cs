namespace CacheFleet.LoadTests.Results;

/// <summary>What a scenario hands back: its table, its checks, its drawings.</summary>
public sealed record Findings(
    IReadOnlyList<Column> Columns,
    IReadOnlyList<Row> Rows,
    IReadOnlyList<Check> Checks,
    IReadOnlyList<Chart> Charts)
{
    /// <summary>
    /// What a reader must know to judge the figures: conditions, limits, what was left changed.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The knobs that made this run, so that it can be run again.</summary>
    public IReadOnlyDictionary<string, string> Knobs { get; init; } =
        new Dictionary<string, string>();
}
