using System.Globalization;
using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Staleness;

/// <summary>All that a run has counted.</summary>
internal sealed record StalenessFigures(
    HistoryReport History, TimeSpan Bound, int StaleKeys, int Keys, int Replicas, int Clients, long Errors,
    DropLags Hint, DropLags Log);

internal static class StalenessReport
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);

    private static readonly Column[] Columns =
    [
        new("writes", "writes", "acknowledged", "#,0"),
        new("staleReads", "stale reads", "that answered less than had been acknowledged before they began", "#,0"),
        new("staleRateHigh", "at most", "upper end of the 95 % interval of their share", "0.###%"),
        new("longestStaleMs", "longest ms", "for how long the oldest answer had been superseded", "#,0.#"),
        new("beyondBound", "beyond bound", "stale reads older than the bound", "#,0"),
        new("ownWrites", "own writes missed", "reads of less than the client had written itself", "#,0"),
        new("backwards", "backwards", "reads of less than the client had read before", "#,0"),
        new("lagP50Ms", "lag p50 ms", "commit to the other replicas' memory, by hint or by log", "0.00"),
        new("lagP99Ms", "lag p99 ms", "99th percentile of the same", "0.00"),
        new("lagSamples", "lags", "changes times other replicas", "#,0"),
    ];

    public static Findings Write(StalenessFigures seen)
    {
        var history = seen.History;
        var bound = $"{seen.Bound.TotalMilliseconds:0} ms";
        return new Findings(
            Columns,
            [RowOf("hint", seen, seen.Hint), RowOf("log", seen, seen.Log)],
            [
                new Check("reads and writes were made", "> 0", $"{history.Reads:N0} and {history.Writes:N0}",
                    history.Reads > 0 && history.Writes > 0),
                new Check($"reads of what was superseded for more than {bound}", "0",
                    history.StaleReadsBeyondBound.ToString(), history.StaleBeyondBound == 0),
                new Check("keys that some replica answers old after 2 s of quiet", "0",
                    new Proportion(seen.StaleKeys, seen.Keys).ToString(), seen.StaleKeys == 0),
                new Check("versions that nobody wrote", "0", $"{history.Phantoms}", history.Phantoms == 0),
                new Check("writes whose version does not grow", "0", $"{history.VersionsNotGrowing}",
                    history.VersionsNotGrowing == 0),
                new Check("every change was heard of by hint and by log", "> 0",
                    $"{seen.Hint.Count:N0} and {seen.Log.Count:N0}", seen.Hint.Count > 0 && seen.Log.Count > 0),
            ],
            [Drawing(seen), OverTime(seen), StalenessChart.Draw([new SessionReport("family's own", history)])])
        {
            Sessions = [new SessionReport("family's own", history)],
            Proofs =
            [
                new Proof(
                    "D1", $"reads stale for more than {bound}, events and memory on {seen.Replicas} replicas",
                    Proof.None, history.StaleReadsBeyondBound.ToString()),
            ],
            Notes =
            [
                $"{seen.Clients} clients, {seen.Keys} products, {seen.Errors} requests failed, {history.Doubtful} "
                + "writes in doubt. The lag is taken from the replicas' own notes, by one machine's clock: from "
                + "the end of the commit to the moment at which another replica's memory has dropped the entry.",
            ],
        };
    }

    private static Row RowOf(string way, StalenessFigures seen, DropLags lags) =>
        new("D1", way, seen.History.Reads)
        {
            Values =
            {
                ["writes"] = seen.History.Writes,
                ["staleReads"] = seen.History.Stale,
                ["staleRateHigh"] = seen.History.StaleReads.High,
                ["longestStaleMs"] = seen.History.LongestStale.TotalMilliseconds,
                ["beyondBound"] = seen.History.StaleBeyondBound,
                ["ownWrites"] = seen.History.ReadYourWrites.Count,
                ["backwards"] = seen.History.MonotonicReads.Count,
                ["lagP50Ms"] = lags.P50Ms,
                ["lagP99Ms"] = lags.P99Ms,
                ["lagSamples"] = lags.Count,
            },
        };

    private static Chart OverTime(StalenessFigures seen)
    {
        var (hint, log) = (seen.Hint.LongestIn(Slice), seen.Log.LongestIn(Slice));
        return new Chart("The same over the run: the longest of each quarter of a second", ChartKind.Line,
            "seconds", "ms (logarithmic)")
        {
            Labels = [.. Enumerable.Range(0, Math.Max(hint.Count, log.Count))
                .Select(at => (at * Slice.TotalSeconds).ToString("0.##", CultureInfo.InvariantCulture))],
            LogarithmicY = true,
            Series = [new("hint", hint), new("log", log)],
        };
    }

    private static Chart Drawing(StalenessFigures seen) =>
        new("From a commit to the other replicas' memory", ChartKind.Bar, "way", "ms (logarithmic)")
        {
            Labels = ["hint", "log"],
            LogarithmicY = true,
            Series =
            [
                new("p50", [seen.Hint.P50Ms, seen.Log.P50Ms]),
                new("p99", [seen.Hint.P99Ms, seen.Log.P99Ms]),
                new("longest", [seen.Hint.MaxMs, seen.Log.MaxMs]),
            ],
        };
}
