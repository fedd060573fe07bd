using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Scenarios.WriteBehind;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Patterns;

/// <summary>A pattern of writing as the lab has it.</summary>
/// <param name="Policy">Its policy.</param>
/// <param name="Title">What it is called.</param>
/// <param name="LosesOnKill">Whether it acknowledges what only memory has.</param>
internal sealed record Pattern(string Policy, string Title, bool LosesOnKill = false)
{
    public static IReadOnlyList<Pattern> All { get; } =
    [
        new("baseline", "cache-aside, deleted"),
        new("double-delete", "cache-aside, deleted twice"),
        new("lease", "leased invalidation and log (hybrid)"),
        new("write-through", "write-through"),
        new("write-behind", "write-behind, durable"),
        new("write-behind-memory", "write-behind, in memory", LosesOnKill: true),
    ];
}

/// <summary>What came out under one pattern.</summary>
internal sealed class PatternSeries(Pattern pattern)
{
    public Pattern Pattern => pattern;

    public History History { get; } = new();

    public LatencyHistogram Latency { get; } = new();

    /// <summary>From a write's answer to the first read elsewhere that has it.</summary>
    public LatencyHistogram Window { get; } = new();

    /// <summary>First reads elsewhere that were older than the write.</summary>
    public Proportion StaleFirst { get; set; }

    public KillSeries Kills { get; } = new(pattern.Policy);
}
