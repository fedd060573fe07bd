using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Race;

internal static class ForcedReport
{
    private static readonly Column[] Columns =
    [
        new("heldReaders", "readers held",
            "trials in which a reader with the old row in hand waited out the write", "#,0"),
        new("staleTrials", "stale trials",
            "trials with at least one stale read after the write had returned", "#,0"),
        .. Column.OfRate("staleRate", "stale rate", "stale trials of all"),
        new("staleReads", "stale reads", "later reads that answered an old version", "#,0"),
        new("laterReads", "later reads",
            "reads begun after the write had returned and the reader was done", "#,0"),
        new("refusedFills", "refused fills",
            "fills that the guard refused: the danger was there", "#,0"),
    ];

    public static Findings Write(IReadOnlyList<ForcedSeries> series, int replicas) => new(
        Columns,
        [.. series.Select(RowOf)],
        [.. series.SelectMany(ChecksOf)],
        [Drawing(series)])
    {
        Mode = "forced",
        Sessions = [.. series.Select(one => SessionReport.Of(one.Policy.Name, one.History))],
        Proofs = RaceProofs.Of(
            "forced trials with stale reads",
            [.. series.Select(one => new RaceFigure(one.Policy, $"{one.Stale}", one.RefusedFills))]),
        Notes =
        [
            "The reader is held between its read of the row and its fill of the cache, so that "
            + "every trial is the race. " + (replicas > 1
                ? "The writer is at another replica."
                : "Reader and writer are at the only replica of this fleet."),
            "Every product has its old content again; its version has grown.",
        ],
    };

    private static Row RowOf(ForcedSeries series) =>
        new Row(series.Policy.RaceRow, series.Policy.Name, series.Trials.Count)
        {
            Values =
        {
            ["mode"] = "forced",
            ["heldReaders"] = series.Held,
            ["staleTrials"] = series.Stale.Count,
            ["staleReads"] = series.StaleReads.Count,
            ["laterReads"] = series.StaleReads.Of,
            ["refusedFills"] = series.RefusedFills,
        },
        }.WithRate("staleRate", series.Stale);

    private static IEnumerable<Check> ChecksOf(ForcedSeries series) =>
        Judge(series).Select(check => check with { Id = series.Policy.RaceRow });

    private static IEnumerable<Check> Judge(ForcedSeries series)
    {
        var name = series.Policy.Name;
        // Without the danger a zero proves nothing.
        yield return new Check(
            $"{name}: readers held with the old row in hand",
            $"{series.Trials.Count}",
            $"{series.Held}",
            series.Held == series.Trials.Count);
        var isAlways = series.Policy.Race == RaceExpectation.AlwaysStale;
        yield return new Check(
            $"{name}: stale trials" + (isAlways ? " (no guard against this race)" : ""),
            isAlways ? "100 %" : "0",
            series.Stale.ToString(),
            series.Stale.Count == (isAlways ? series.Trials.Count : 0));
        if (!isAlways)
        {
            yield return new Check(
                $"{name}: refused fills", "> 0", $"{series.RefusedFills}", series.RefusedFills > 0);
        }
    }

    private static Chart Drawing(IReadOnlyList<ForcedSeries> series) =>
        new("Forced trials that left stale data", ChartKind.Bar, "policy", "trials")
        {
            Labels = [.. series.Select(one => one.Policy.Name)],
            Stacked = true,
            Series =
            [
                new("stale", [.. series.Select(one => (double?)one.Stale.Count)]),
                new("right", [.. series.Select(one => (double?)(one.Stale.Of - one.Stale.Count))]),
            ],
        };
}
