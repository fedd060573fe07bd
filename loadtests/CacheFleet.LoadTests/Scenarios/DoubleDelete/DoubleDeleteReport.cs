using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.DoubleDelete;

internal static class DoubleDeleteReport
{
    private static readonly Column[] Columns =
    [
        new("readers", "readers", "how long the reader is held after the write"),
        new("delayMs", "second delete after ms",
            "0: the entry is deleted once, as under cache-aside", "#,0"),
        new("longestHoldMs", "longest hold ms",
            "from the write's answer to the held reader's", "#,0"),
        new("heldReaders", "held readers",
            "trials whose reader filled in the old row after the write", "#,0"),
        new("staleTrials", "stale trials",
            "trials with a stale read after the second delete", "#,0"),
        .. Column.OfRate("staleRate", "stale rate", "stale trials of all"),
    ];

    public static Findings Write(IReadOnlyList<DelaySeries> series, TimeSpan longest)
    {
        var curve = series.Where(one => one.Readers == series[0].Readers).ToList();
        return new Findings(Columns, [.. series.Select(RowOf)], [.. ChecksOf(series, curve)], [Drawing(curve)])
        {
            Sessions = [.. series.Select(one => SessionReport.Of(
                $"{one.Policy}, {Name(one)}", one.History))],
            Proofs = [new Proof("A2", "trials with a stale read after the deletes",
                $"one delete: {curve[0].Stale}",
                Proof.Each(series.Skip(1).Select(one =>
                    $"{one.Readers}, after {one.Delay.TotalMilliseconds:0} ms: {one.Stale}")))],
            Notes =
            [
                $"Readers of any speed are held for {0.1 * longest.TotalMilliseconds:0} to "
                + $"{longest.TotalMilliseconds:0} ms, evenly spread; so the rate falls with the delay and is 0 only "
                + "beyond the longest hold. A lease has no such number to guess.",
                "The second delete lies in the row's own transaction; a worker carries it out, "
                + "also for a writer that "
                + "was killed between its commit and its first delete.",
            ],
        };
    }

    private static Row RowOf(DelaySeries series) => new Row("A2", series.Policy, series.Trials.Count)
    {
        Values =
        {
            ["readers"] = series.Readers,
            ["delayMs"] = series.Delay.TotalMilliseconds,
            ["longestHoldMs"] = series.LongestHold.TotalMilliseconds,
            ["heldReaders"] = series.Held,
            ["staleTrials"] = series.Stale.Count,
        },
    }.WithRate("staleRate", series.Stale);

    private static IEnumerable<Check> ChecksOf(
        IReadOnlyList<DelaySeries> all, List<DelaySeries> curve)
    {
        foreach (var one in all)
        {
            yield return new Check($"{Name(one)}: readers that filled in the old row after the write",
                $"{one.Trials.Count}", $"{one.Held}", one.Held == one.Trials.Count);
        }
        yield return new Check("one delete: stale trials", "100 %", $"{curve[0].Stale}",
            curve[0].Stale.Count == curve[0].Trials.Count);
        yield return new Check("a delay shorter than most holds: stale trials", "> 0",
            $"{curve[1].Stale}", curve[1].Stale.Count > 0);
        yield return new Check("a delay longer than every hold: stale trials", "0",
            $"{curve[^1].Stale}", curve[^1].Stale.Count == 0);
        foreach (var one in all.Skip(curve.Count))
        {
            yield return one.KillsWriter
                ? new Check("writer killed after its commit: stale trials", "0", $"{one.Stale}", one.Stale.Count == 0)
                : new Check("readers slower than the delay: stale trials", "100 %", $"{one.Stale}",
                    one.Stale.Count == one.Trials.Count);
        }
    }

    private static string Name(DelaySeries series) =>
        $"{series.Readers}, after {series.Delay.TotalMilliseconds:0} ms";

    private static Chart Drawing(List<DelaySeries> curve) =>
        new("Stale trials by the delay of the second delete", ChartKind.Line, "ms after the commit", "% of trials")
        {
            Labels = [.. curve.Select(one => $"{one.Delay.TotalMilliseconds:0}")],
            Series =
            [
                new("stale", [.. curve.Select(one => (double?)(one.Stale.Rate * 100))]),
                new("95 %, from", [.. curve.Select(one => (double?)(one.Stale.Low * 100))]),
                new("95 %, to", [.. curve.Select(one => (double?)(one.Stale.High * 100))]),
            ],
        };
}
