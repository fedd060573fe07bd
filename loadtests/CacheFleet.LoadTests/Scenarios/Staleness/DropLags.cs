using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Staleness;

/// <summary>
/// How long after a commit the other replicas' memories had heard of it, by one of the two ways.
/// </summary>
internal sealed class DropLags
{
    private const long MicrosecondsPerMillisecond = 1_000;

    private readonly LatencyHistogram _lags = new();
    private readonly List<(long Committed, double Ms)> _each = [];

    public long Count => _lags.Count;

    public double P50Ms => _lags.PercentileMs(50);

    public double P99Ms => _lags.PercentileMs(99);

    public double MaxMs => _lags.MaxMs;

    /// <summary>
    /// From the notes of all replicas, taken on one machine and therefore by one clock.
    /// </summary>
    /// <param name="what">hinted or logged.</param>
    /// <param name="journals">Of each replica.</param>
    public static DropLags Of(string what, IReadOnlyList<IReadOnlyList<JournalAnswer>> journals)
    {
        var lags = new DropLags();
        foreach (var writer in journals)
        {
            var commits = writer.Where(line => line.What == "committed")
                .ToDictionary(line => (line.Key, line.Version), line => line.At);
            foreach (var other in journals.Where(other => !ReferenceEquals(other, writer)))
            {
                // Once for each change: a hint is repeated for every policy and again by the log.
                var heard = other.Where(line => line.What == what)
                    .GroupBy(line => (line.Key, line.Version)).Select(same => same.MinBy(line => line.At)!);
                foreach (var line in heard)
                {
                    if (commits.TryGetValue((line.Key, line.Version), out var committed))
                        lags.Add(committed, Math.Max(0, line.At - committed) / (double)MicrosecondsPerMillisecond);
                }
            }
        }

        return lags;
    }

    /// <summary>The longest of those committed in each slice of the time from the first commit on.</summary>
    /// <param name="slice">Its length.</param>
    /// <returns>In ms; null where nothing was committed.</returns>
    public IReadOnlyList<double?> LongestIn(TimeSpan slice)
    {
        if (_each.Count == 0) return [];
        var length = (long)slice.TotalMicroseconds;
        var first = _each.Min(one => one.Committed);
        var longest = _each.GroupBy(one => (one.Committed - first) / length)
            .ToDictionary(same => same.Key, same => same.Max(one => one.Ms));
        return [.. Enumerable.Range(0, (int)longest.Keys.Max() + 1)
            .Select(at => longest.TryGetValue(at, out var ms) ? ms : (double?)null)];
    }

    private void Add(long committed, double ms)
    {
        _lags.Record(TimeSpan.FromMilliseconds(ms));
        _each.Add((committed, ms));
    }
}
