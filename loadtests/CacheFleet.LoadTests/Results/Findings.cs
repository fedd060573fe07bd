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

    /// <summary>Tells several runs of one scenario apart: forced, free.</summary>
    public string Mode { get; init; } = "";

    /// <summary>One line for each requirement: before, after.</summary>
    public IReadOnlyList<Proof> Proofs { get; init; } = [];

    /// <summary>What its clients saw, where it reads and writes: by policy.</summary>
    public IReadOnlyList<SessionReport> Sessions { get; init; } = [];

    /// <summary>Why none was watched, where a reader might expect it; null where that is plain.</summary>
    public string? WithoutSessions { get; init; }

    /// <summary>The knobs that made this run, so that it can be run again.</summary>
    public IReadOnlyDictionary<string, string> Knobs { get; init; } =
        new Dictionary<string, string>();

    /// <summary>The findings of a scenario that did not come to its end: they never pass.</summary>
    public static Findings Broken(IReadOnlyList<string> proves, string reason) => new(
        [], [], [new Check("ran to its end", "yes", reason, Pass: false)], [])
    {
        Proofs = Proof.Missing(proves),
    };
}
