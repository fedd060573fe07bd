using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;
using static System.FormattableString;

namespace CacheFleet.LoadTests.Scenarios.DoubleDelete;

/// <summary>What free-running clients saw under one delay, or under a lease.</summary>
internal sealed record FreeDeleteSeries(
    string Policy, int DelayMs, Proportion Stale, SessionReport Sessions, long Refused, int StaleAtEnd,
    long Failed)
{
    public string Name => FreeDeletes.NameOf(Policy, DelayMs);
}

internal static class FreeDeletesReport
{
    private static readonly Column[] Columns =
    [
        new("delayMs", "second delete after ms", "0: the entry is deleted once", "#,0"),
        new("reads", "reads", "under load", "#,0"),
        new("staleReads", "stale reads", "older than a write acknowledged before they began", "#,0"),
        .. Column.OfRate("staleRate", "stale rate", "of all reads", "0.###%"),
        new("longestStaleMs", "longest staleness ms",
            "for how long the oldest answer had been superseded", "#,0"),
        new("staleAtEnd", "stale at the end", "replicas that answer the old row when all is quiet", "#,0"),
        new("refusedFills", "refused fills", "fills that the guard refused", "#,0"),
    ];

    public static Findings Write(
        IReadOnlyList<FreeDeleteSeries> series, int rate, int pairRate, TimeSpan during)
    {
        var (one, lease) = (series[0], series[^1]);
        List<FreeDeleteSeries> twice = [.. series.Skip(1).SkipLast(1)];
        return new Findings(
            Columns,
            [.. series.Select(RowOf)],
            [
                .. series.Select(each => new Check(
                    $"{each.Name}: errors", "0", $"{each.Failed}", each.Failed == 0)),
                new Check("one delete: stale reads", "> 0", $"{one.Stale}", one.Stale.Count > 0),
                .. twice.Select(each => new Check($"{each.Name}: replicas stale at the end", "0",
                    $"{each.StaleAtEnd}", each.StaleAtEnd == 0)),
                new Check("lease: stale reads", "0", $"{lease.Stale}", lease.Stale.Count == 0),
            ],
            [Drawing(series), StalenessChart.Draw([.. series.Select(each => each.Sessions)])])
        {
            Mode = "free",
            Sessions = [.. series.Select(each => each.Sessions)],
            Notes =
            [
                Invariant($"Open model: {rate:N0} requests to one product start every second for ")
                + Invariant($"{during.TotalSeconds:0.#} s each, {pairRate:N0} of them write/read pairs. ")
                + "A second delete only bounds for how long a stale fill can stay: until then it is "
                + "read as under one delete, and the loads that it causes race as well.",
            ],
            Proofs = [new Proof("A2", "stale reads under free-running load", $"one delete: {one.Stale}",
                Proof.Each(series.Skip(1).Select(each => $"{each.Name}: {each.Stale}")))],
        };
    }

    private static Row RowOf(FreeDeleteSeries one) => new Row("A2", one.Policy, one.Stale.Of)
    {
        Values =
        {
            ["delayMs"] = one.DelayMs,
            ["reads"] = one.Stale.Of,
            ["staleReads"] = one.Stale.Count,
            ["longestStaleMs"] = one.Sessions.Saw.LongestStale.TotalMilliseconds,
            ["staleAtEnd"] = one.StaleAtEnd,
            ["refusedFills"] = one.Refused,
        },
    }.WithRate("staleRate", one.Stale);

    private static Chart Drawing(IReadOnlyList<FreeDeleteSeries> series) =>
        new("Stale reads of a hundred, with the 95 % interval", ChartKind.Bar, "policy", "% of reads")
        {
            Labels = [.. series.Select(one => one.Name)],
            Series =
            [
                new("from", [.. series.Select(one => (double?)(one.Stale.Low * 100))]),
                new("stale rate", [.. series.Select(one => (double?)(one.Stale.Rate * 100))]),
                new("to", [.. series.Select(one => (double?)(one.Stale.High * 100))]),
            ],
        };
}
