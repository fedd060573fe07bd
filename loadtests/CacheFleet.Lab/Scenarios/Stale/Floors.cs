using System.Diagnostics;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.Lab.Scenarios.Stale;

/// <summary>
/// What has been acknowledged of each key and when, and how far behind each policy's reads were.
/// Versions of a key grow by one with each write.
/// </summary>
internal sealed class Floors
{
    public const int Count = 50;

    private static readonly double[] Edges = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, double.PositiveInfinity];

    private readonly Dictionary<(long Key, long Version), long> _acknowledged = [];
    private readonly long[] _floors = new long[Count + 1];
    private readonly Dictionary<string, FloorTally> _tallies = [];
    private readonly Lock _gate = new();
    private long _turn;

    public static IEnumerable<long> Keys => Enumerable.Range(1, Count).Select(key => (long)key);

    public long Writes
    {
        get
        {
            lock (_gate) return _acknowledged.Count;
        }
    }

    public long NextKey() => (Interlocked.Increment(ref _turn) % Count) + 1;

    public void Acknowledge(long key, long version)
    {
        lock (_gate)
        {
            _acknowledged[(key, version)] = Stopwatch.GetTimestamp();
            _floors[key] = Math.Max(_floors[key], version);
        }
    }

    public (long Key, long Floor, long At) Begin(long key)
    {
        lock (_gate) return (key, _floors[key], Stopwatch.GetTimestamp());
    }

    public void End(string policy, (long Key, long Floor, long At) read, long version, bool atEnd)
    {
        lock (_gate)
        {
            var tally = Of_NeedsLock(policy);
            tally.Reads++;
            if (version >= read.Floor) return;
            tally.Stale++;
            if (atEnd) tally.StaleAtEnd++;
            // Stale since the first write that the answer does not know; writers of a key may
            // overtake each other.
            var since = Enumerable.Range(1, (int)(read.Floor - version))
                .Select(n => _acknowledged.GetValueOrDefault((read.Key, version + n), read.At)).Min();
            var stale = Stopwatch.GetElapsedTime(since, read.At);
            tally.Longest = stale > tally.Longest ? stale : tally.Longest;
            tally.Histogram[Array.FindIndex(Edges, edge => stale.TotalSeconds <= edge)]++;
        }
    }

    public FloorTally Of(string policy)
    {
        lock (_gate) return Of_NeedsLock(policy);
    }

    public Chart Draw(string title, IReadOnlyList<string> policies) =>
        new(title, ChartKind.Bar, "stale for", "reads (logarithmic)")
        {
            Labels = ["<= 50 ms", "<= 100 ms", "<= 250 ms", "<= 0.5 s", "<= 1 s", "<= 2 s", "<= 5 s", "more"],
            Series = [.. policies.Select(policy => new ChartSeries(
                policy, [.. Of(policy).Histogram.Select(count => count > 0 ? (double?)count : null)]))],
            LogarithmicY = true,
        };

    private FloorTally Of_NeedsLock(string policy)
    {
        if (!_tallies.TryGetValue(policy, out var tally))
            _tallies[policy] = tally = new FloorTally(new long[Edges.Length]);
        return tally;
    }
}

/// <summary>What one policy's reads came to.</summary>
internal sealed class FloorTally(long[] histogram)
{
    public long[] Histogram => histogram;

    public long Reads { get; set; }

    public long Stale { get; set; }

    public long StaleAtEnd { get; set; }

    public TimeSpan Longest { get; set; }
}
