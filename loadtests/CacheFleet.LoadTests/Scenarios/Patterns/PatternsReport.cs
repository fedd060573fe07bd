using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Patterns;

internal static class PatternsReport
{
    private static readonly Column[] Columns =
    [
        new("pattern", "pattern", "how it is written"),
        new("p50Ms", "write p50 ms", "median of an acknowledged write, one at a time", "#,0.0"),
        new("p99Ms", "write p99 ms", "99th percentile of the same", "#,0.0"),
        new("staleFirst", "stale first reads",
            "first reads at another replica that were older than the write", "#,0"),
        new("staleRate", "rate", "of all writes", "0.#%"),
        new("windowP99Ms", "window p99 ms",
            "99th percentile of how long the old value was read after the write", "#,0.0"),
        new("windowMaxMs", "window max ms", "the longest of these", "#,0.0"),
        new("killAcknowledged", "acknowledged before kills",
            "writes to replicas that were then killed", "#,0"),
        new("killLost", "lost by kills",
            "of these, later than what the row has when the fleet is quiet", "#,0"),
    ];

    public static Findings Write(IReadOnlyList<PatternSeries> series) => new(
        Columns, [.. series.Select(RowOf)], [.. series.SelectMany(ChecksOf)], [Drawing(series)])
    {
        Sessions = [.. series.Select(one => SessionReport.Of(one.Pattern.Policy, one.History))],
        Proofs = [new Proof("D1", "write p50, longest stale window, writes lost by kills", Told(series[0]),
            Proof.Each(series.Skip(1).Select(Told)))],
        Notes =
        [
            "One writer and one reader, so that no set-after-delete race shows: see race and "
            + "double-delete for that. "
            + "The time to live stands behind every pattern.",
        ],
    };

    private static string Told(PatternSeries one) => FormattableString.Invariant(
        $"{one.Pattern.Title}: {one.Latency.PercentileMs(50):0.0} ms, {one.Window.MaxMs:0} ms, ")
        + FormattableString.Invariant($"{one.Kills.LostWrites:N0} of {one.Kills.Acknowledged:N0} lost");

    private static IEnumerable<Check> ChecksOf(PatternSeries one)
    {
        if (one.Kills.Kills == 0) yield break;
        yield return one.Pattern.LosesOnKill
            ? new Check($"{one.Pattern.Title}: lost by kills", "> 0", $"{one.Kills.Lost}", one.Kills.LostWrites > 0)
            : new Check($"{one.Pattern.Title}: lost by kills", "0", $"{one.Kills.Lost}", one.Kills.LostWrites == 0);
    }

    private static Row RowOf(PatternSeries one) => new("D1", one.Pattern.Policy, one.Latency.Count)
    {
        Values =
        {
            ["pattern"] = one.Pattern.Title,
            ["p50Ms"] = one.Latency.PercentileMs(50),
            ["p99Ms"] = one.Latency.PercentileMs(99),
            ["staleFirst"] = one.StaleFirst.Count,
            ["staleRate"] = one.StaleFirst.Rate,
            ["windowP99Ms"] = one.Window.PercentileMs(99),
            ["windowMaxMs"] = one.Window.MaxMs,
            ["killAcknowledged"] = one.Kills.Acknowledged,
            ["killLost"] = one.Kills.LostWrites,
        },
    };

    private static Chart Drawing(IReadOnlyList<PatternSeries> series) =>
        new("Latency of a write", ChartKind.Bar, "pattern", "ms")
        {
            Labels = [.. series.Select(one => one.Pattern.Policy)],
            Series =
            [
                new("p50", [.. series.Select(one => (double?)one.Latency.PercentileMs(50))]),
                new("p99", [.. series.Select(one => (double?)one.Latency.PercentileMs(99))]),
            ],
        };
}
