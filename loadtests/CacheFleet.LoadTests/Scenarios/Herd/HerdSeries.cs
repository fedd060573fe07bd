using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Herd;

/// <summary>All expiries of one policy.</summary>
public sealed class HerdSeries(LabPolicy policy)
{
    public LabPolicy Policy => policy;

    public List<LoadCounts> Expiries { get; } = [];

    /// <summary>Of the herds that met an expired entry.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Of one herd of the same size that met a warm entry, for comparison.</summary>
    public LatencyHistogram Hits { get; } = new();

    public List<double> LaunchMs { get; } = [];

    public long Requests { get; private set; }

    public long Errors { get; private set; }

    public IReadOnlyList<double> Recomputes =>
        [.. Expiries.Select(counts => (double)counts.Sum(HotEntry.Family, policy.Name))];

    public IReadOnlyList<double> PostgresCalls =>
        [.. Expiries.Select(counts => (double)counts.Postgres(HotEntry.Family))];

    public double RecomputesOf(string instance) =>
        Expiries.Average(counts => (double)counts.Of(instance, HotEntry.Family, policy.Name));

    public void AddWarm(HerdWave wave) => Take(wave, Hits);

    public void AddExpiry(HerdWave wave, LoadCounts counts)
    {
        Take(wave, Latencies);
        Expiries.Add(counts);
        LaunchMs.Add(wave.Launch.TotalMilliseconds);
    }

    private void Take(HerdWave wave, LatencyHistogram latencies)
    {
        foreach (var answer in wave.Answers.Where(answer => answer.Error is null))
            latencies.Record(answer.Latency);
        Requests += wave.Answers.Count;
        Errors += wave.Errors;
    }
}
