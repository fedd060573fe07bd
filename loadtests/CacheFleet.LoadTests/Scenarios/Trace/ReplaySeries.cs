using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.Trace;

/// <summary>One replay under one policy.</summary>
internal sealed record ReplaySeries(
    LabPolicy Policy,
    ReplayTally Tally,
    long Wanted,
    TimeSpan Took,
    LoadCounts Loads,
    double FleetCpuSeconds,
    double OwnCpuSeconds,
    IReadOnlyList<double> Rates)
{
    public const string Family = "object";

    public double P50Ms { get; init; }

    public double P99Ms { get; init; }

    public long OriginLoads => Loads.Sum(Family);

    public double OriginLoadsOf(string instance) => Loads.Of(instance, Family, Policy.Name);

    public double RequestsPerSecond => Tally.Done / Took.TotalSeconds;
}
