using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Race;

internal static class FreeReport
{
    private static readonly Column[] Columns =
    [
        new("pairs", "write/read pairs",
            "a write, then a read at another replica when the write has returned", "#,0"),
        new("stalePairs", "stale", "pairs whose read answered an older version", "#,0"),
        .. Column.OfRate("staleRate", "stale rate", "stale pairs of all", "0.###%"),
        new("reads", "reads", "all reads, the pairs' too", "#,0"),
        new("staleReads", "stale reads",
            "of all reads, those older than a write acknowledged before they began", "#,0"),
        new("refusedFills", "refused fills",
            "fills that the guard refused: as often the danger was there", "#,0"),
        new("hitRate", "hit rate", "reads answered from the cache", "0.#%"),
        new("p50Ms", "p50 ms", "median latency of a read, from its intended start", "#,0.#"),
        new("p99Ms", "p99 ms", "99th percentile of the same", "#,0.#"),
        new("conflicts", "conflicts",
            "writes refused because of a concurrent one (409), not counted as pairs", "#,0"),
        new("errors", "errors", "requests without a successful answer", "#,0"),
    ];

    public static Findings Write(
        IReadOnlyList<FreeSeries> series, int rate, int pairRate, TimeSpan during) => new(
        Columns,
        [.. series.Select(RowOf)],
        [.. series.SelectMany(ChecksOf)],
        [Drawing(series), StalenessChart.Draw([.. series.Select(one => one.Sessions)])])
        {
            Mode = "free",
            Sessions = [.. series.Select(one => one.Sessions)],
            Proofs = RaceProofs.Of(
                "stale reads under free-running load",
                [.. series.Select(one => new RaceFigure(
                    one.Policy, $"{one.Tally.StaleReads}", one.RefusedFills))]),
            Notes = [$"Open model: {rate:N0} requests to one product start every second for "
            + $"{during.TotalSeconds:0} s per policy, {pairRate:N0} of them write/read pairs; "
            + "nobody is held."],
            Knobs = new Dictionary<string, string>
            {
                ["rate"] = FormattableString.Invariant($"{rate}"),
                ["pairRate"] = FormattableString.Invariant($"{pairRate}"),
                ["duringSeconds"] = FormattableString.Invariant($"{during.TotalSeconds}"),
            },
        };

    private static Row RowOf(FreeSeries series)
    {
        var (pairs, reads) = (series.Tally.StalePairs, series.Tally.StaleReads);
        return new Row(series.Policy.RaceRow, series.Policy.Name, pairs.Of)
        {
            Values =
            {
                ["mode"] = "free",
                ["pairs"] = pairs.Of,
                ["stalePairs"] = pairs.Count,
                ["reads"] = reads.Of,
                ["staleReads"] = reads.Count,
                ["refusedFills"] = series.RefusedFills,
                ["hitRate"] = series.Tally.HitRate,
                ["p50Ms"] = series.Reads.P50Ms,
                ["p99Ms"] = series.Reads.P99Ms,
                ["conflicts"] = series.Tally.Conflicts,
                ["errors"] = series.Reads.Failed + series.Pairs.Failed,
            },
        }.WithRate("staleRate", pairs);
    }

    private static IEnumerable<Check> ChecksOf(FreeSeries series) =>
        Judge(series).Select(check => check with { Id = series.Policy.RaceRow });

    private static IEnumerable<Check> Judge(FreeSeries series)
    {
        var name = series.Policy.Name;
        var stale = series.Tally.StaleReads;
        yield return new Check(
            $"{name}: pairs measured", "> 0", $"{series.Tally.StalePairs.Of}",
            series.Tally.StalePairs.Of > 0);
        var errors = series.Reads.Failed + series.Pairs.Failed;
        yield return new Check($"{name}: errors", "0", $"{errors}", errors == 0);
        if (series.Policy.Race == RaceExpectation.NeverStale)
        {
            yield return new Check($"{name}: stale reads", "0", stale.ToString(), stale.Count == 0);
            yield return new Check(
                $"{name}: refused fills", "> 0", $"{series.RefusedFills}", series.RefusedFills > 0);
        }
        else if (series.Policy.IsBaseline)
        {
            yield return new Check(
                $"{name}: stale reads", "> 0", stale.ToString(), stale.Count > 0);
        }
    }

    private static Chart Drawing(IReadOnlyList<FreeSeries> series) =>
        new("Stale pairs of a hundred, with the 95 % interval", ChartKind.Bar, "policy",
            "% of pairs")
        {
            Labels = [.. series.Select(one => one.Policy.Name)],
            Series =
            [
                Percent("from", series, pairs => pairs.Low),
                Percent("stale rate", series, pairs => pairs.Rate),
                Percent("to", series, pairs => pairs.High),
            ],
        };

    private static ChartSeries Percent(
        string name, IReadOnlyList<FreeSeries> series, Func<Proportion, double> value) =>
        new(name, [.. series.Select(one => (double?)(value(one.Tally.StalePairs) * 100))]);
}
