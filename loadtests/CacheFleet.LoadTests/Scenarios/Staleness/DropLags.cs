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
                        lags._lags.Record(TimeSpan.FromMilliseconds(
                            Math.Max(0, line.At - committed) / (double)MicrosecondsPerMillisecond));
                }
            }
        }

        return lags;
    }
}
