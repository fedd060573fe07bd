using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.WriteBehind;

/// <summary>All kills under one policy.</summary>
internal sealed class KillSeries(string policy)
{
    public string Policy => policy;

    public History History { get; } = new();

    public int Kills { get; set; }

    /// <summary>
    /// Kills after which some row did not have the last write that was acknowledged for it.
    /// </summary>
    public int KillsWithLoss { get; set; }

    public long Acknowledged { get; set; }

    public long LostWrites { get; set; }

    /// <summary>
    /// Products read at another replica right after the kill, and those read older than
    /// acknowledged.
    /// </summary>
    public Proportion ReadOlder { get; set; }

    public Proportion Lost => new(LostWrites, Acknowledged);

    public LatencyHistogram Latency { get; } = new();
}
