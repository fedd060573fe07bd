using System.Diagnostics;
using CacheFleet.Benchmarks.Nodes;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.Benchmarks.Measuring;

/// <summary>A change of a row, and the invalidation after it.</summary>
/// <param name="Key">The row's.</param>
/// <param name="Version">What the change gave the row.</param>
/// <param name="Node">Who invalidated.</param>
/// <param name="CommittedAt">The row had changed, the invalidation had not begun.</param>
/// <param name="ReturnedAt">The invalidation had returned.</param>
/// <param name="Holders">One bit for each node whose L1 held the entry at the commit.</param>
internal readonly record struct Write(
    int Key, long Version, int Node, long CommittedAt, long ReturnedAt, int Holders);

/// <summary>
/// How long after each write the other nodes' memories could no longer answer what was before it.
/// </summary>
/// <remarks>
/// A hint of a later version says the same, and of two invalidations that come to Redis in the
/// wrong order only the later version's is published: what counts is the first hint of the version
/// or a later one.
/// </remarks>
internal sealed class HintLags
{
    public LatencyHistogram FromCommit { get; } = new();

    /// <summary>Of those alone where there was an entry to drop.</summary>
    public LatencyHistogram FromCommitHeld { get; } = new();

    public LatencyHistogram FromReturn { get; } = new();

    /// <summary>Writes that a node was told of neither by their hint nor by a later one.</summary>
    public int Lost { get; private set; }

    public static HintLags Of(
        IReadOnlyCollection<Write> writes, IReadOnlyList<IReadOnlyCollection<Heard>> heard)
    {
        var lags = new HintLags();
        for (var node = 0; node < heard.Count; node++)
        {
            var firsts = FirstHints(heard[node]);
            foreach (var write in writes.Where(write => write.Node != node))
                lags.Add(write, node, firsts.GetValueOrDefault(write.Key));
        }

        return lags;
    }

    private void Add(Write write, int node, List<(long Version, long At)>? firsts)
    {
        if (firsts is null || firsts[^1].Version < write.Version)
        {
            Lost++;
            return;
        }

        var at = firsts.First(hint => hint.Version >= write.Version).At;
        var lag = Since(write.CommittedAt, at);
        FromCommit.Record(lag);
        FromReturn.Record(Since(write.ReturnedAt, at));
        if ((write.Holders & (1 << node)) != 0)
            FromCommitHeld.Record(lag);
    }

    // By version, and at each the first moment at which that version or a later one was known.
    private static Dictionary<int, List<(long Version, long At)>> FirstHints(
        IReadOnlyCollection<Heard> heard) =>
        heard.GroupBy(one => one.Key).ToDictionary(key => key.Key, key =>
        {
            var hints = key.OrderBy(one => one.Version)
                .Select(one => (one.Version, one.At)).ToList();
            for (var i = hints.Count - 2; i >= 0; i--)
                hints[i] = (hints[i].Version, Math.Min(hints[i].At, hints[i + 1].At));
            return hints;
        });

    private static TimeSpan Since(long from, long to) =>
        to <= from ? TimeSpan.Zero : Stopwatch.GetElapsedTime(from, to);
}
