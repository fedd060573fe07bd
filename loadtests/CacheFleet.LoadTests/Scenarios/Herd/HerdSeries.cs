using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Statistics;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Herd;

/// <summary>All expiries of one policy.</summary>
public sealed class HerdSeries(LabPolicy policy)
{
    // So shortly before the expiry a request may come to the cache after it.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMilliseconds(25);

    // Within these a recompute took what the one before had taken.
    private const double LeastOfLoad = 0.8;
    private const double MostOfLoad = 1.25;

    private readonly List<int> _steady = [];

    public LabPolicy Policy => policy;

    public List<LoadCounts> Expiries { get; } = [];

    /// <summary>Of the herds that met an expired entry.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Of herds of the same size that met a warm entry, for comparison.</summary>
    public LatencyHistogram Hits { get; } = new();

    public List<double> LaunchMs { get; } = [];

    /// <summary>
    /// How long before each expiry the first recompute began; none where nobody recomputed early.
    /// </summary>
    public List<double> LeadsMs { get; } = [];

    /// <summary>Answers of the herds that were past their soft TTL.</summary>
    public long StaleAnswers { get; private set; }

    /// <summary>
    /// How long past its time to live the oldest answer was when it arrived; zero where none was.
    /// </summary>
    public TimeSpan LongestStale { get; private set; }

    public long Requests { get; private set; }

    public long Errors { get; private set; }

    public IReadOnlyList<double> Recomputes =>
        [.. Expiries.Select(counts => (double)counts.Sum(HotEntry.Family, policy.Name))];

    /// <summary>
    /// Of those expiries whose recompute took what early draws counted with, the time of the one
    /// before: theory speaks of these only. On a machine with other work the rest is many.
    /// </summary>
    public IReadOnlyList<double> SteadyRecomputes => [.. _steady.Select(expiry => Recomputes[expiry])];

    /// <summary>How often each number of recomputes came about: <c>1×12 2×8</c>.</summary>
    public string Distribution => string.Join(' ', Recomputes.GroupBy(count => count)
        .OrderBy(group => group.Key).Select(group => $"{group.Key:0}×{group.Count()}"));

    public IReadOnlyList<double> PostgresCalls =>
        [.. Expiries.Select(counts => (double)counts.Postgres(HotEntry.Family))];

    public double RecomputesOf(string instance) =>
        Expiries.Average(counts => (double)counts.Of(instance, HotEntry.Family, policy.Name));

    public void AddWarm(HerdWave wave) => Take(wave, Hits);

    /// <summary>
    /// The requests before an expiry, all answered; <paramref name="load"/> is what the entry says
    /// that its recompute takes.
    /// </summary>
    public void AddApproach(IReadOnlyList<Arrival> arrivals, TimeSpan load)
    {
        Requests += arrivals.Count;
        Errors += arrivals.Count(one => !one.IsSuccess);
        var early = arrivals.Where(one => one.Outcome == CacheOutcome.Miss && one.Ahead > OnItsWay)
            .ToList();
        if (early.Count == 0) return;
        var first = early.MaxBy(one => one.Ahead);
        LeadsMs.Add(first.Ahead.TotalMilliseconds);
        if (first.Latency > load * LeastOfLoad && first.Latency < load * MostOfLoad)
            _steady.Add(Expiries.Count);
    }

    public void AddExpiry(HerdWave wave, LoadCounts counts)
    {
        Take(wave, Latencies);
        foreach (var stale in wave.Answers.Where(answer => answer.Outcome == CacheOutcome.Stale))
        {
            StaleAnswers++;
            // The herd is launched at the expiry.
            var age = wave.Launch + stale.Latency;
            LongestStale = age > LongestStale ? age : LongestStale;
        }
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
