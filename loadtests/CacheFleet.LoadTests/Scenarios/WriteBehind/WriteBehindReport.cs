using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.WriteBehind;

internal static class WriteBehindReport
{
    private static readonly Column[] Columns =
    [
        new("kills", "kills", "replicas killed (SIGKILL) while they were written to", "#,0"),
        new("killsWithLoss", "with loss", "kills that lost at least one acknowledged write", "#,0"),
        new("acknowledged", "acknowledged", "writes answered 200 before the kill", "#,0"),
        new("lost", "lost",
            "acknowledged writes later than what the row has when the fleet is quiet", "#,0"),
        .. Column.OfRate("lostRate", "lost rate", "lost of all acknowledged", "0.###%"),
        new("reads", "reads after the kill",
            "one of each written product, at another replica, at once", "#,0"),
        new("readOlder", "older than acknowledged",
            "of these, answered less than the writer was told", "#,0"),
        new("p50Ms", "write p50 ms", "median of an acknowledged write", "#,0.0"),
        new("p99Ms", "write p99 ms", "99th percentile of the same", "#,0.0"),
    ];

    public static Findings Write(IReadOnlyList<KillSeries> series)
    {
        var memory = series[0];
        return new Findings(
            Columns, [.. series.Select(RowOf)], [.. ChecksOf(memory, [.. series.Skip(1)])], [Drawing(series)])
        {
            Sessions = [.. series.Select(one => SessionReport.Of(one.Policy, one.History))],
            Proofs = [new Proof("A10", "acknowledged writes lost over kills of the replica",
                Told(memory), Proof.Each(series.Skip(1).Select(Told)))],
            Notes =
            [
                "All policies are killed at the same moments after their start. A product's writer "
                + "waits for each "
                + "answer, so that at most one write of it is in doubt at the kill, and that one "
                + "is not counted.",
                "The durable buffer lies in the rows' own database: it saves row updates and "
                + "events, not the commit.",
            ],
        };
    }

    private static string Told(KillSeries series) => FormattableString.Invariant(
        $"{series.Policy}: {series.Lost}, {series.KillsWithLoss} of {series.Kills} kills lose some");

    private static Row RowOf(KillSeries series) => new Row("A10", series.Policy, series.Acknowledged)
    {
        Values =
        {
            ["kills"] = series.Kills,
            ["killsWithLoss"] = series.KillsWithLoss,
            ["acknowledged"] = series.Acknowledged,
            ["lost"] = series.LostWrites,
            ["reads"] = series.ReadOlder.Of,
            ["readOlder"] = series.ReadOlder.Count,
            ["p50Ms"] = series.Latency.PercentileMs(50),
            ["p99Ms"] = series.Latency.PercentileMs(99),
        },
    }.WithRate("lostRate", series.Lost);

    private static IEnumerable<Check> ChecksOf(KillSeries memory, IReadOnlyList<KillSeries> durable)
    {
        yield return new Check($"{memory.Policy}: acknowledged writes lost", "> 0", $"{memory.Lost}",
            memory.LostWrites > 0);
        foreach (var one in durable)
        {
            yield return new Check($"{one.Policy}: writes acknowledged before the kills", "> 0",
                $"{one.Acknowledged}", one.Acknowledged > 0);
            yield return new Check($"{one.Policy}: acknowledged writes lost", "0", $"{one.Lost}",
                one.LostWrites == 0);
            yield return new Check($"{one.Policy}: reads after the kill older than acknowledged", "0",
                $"{one.ReadOlder}", one.ReadOlder.Count == 0);
        }
    }

    private static Chart Drawing(IReadOnlyList<KillSeries> series) =>
        new("Kills that lost acknowledged writes", ChartKind.Bar, "policy", "kills")
        {
            Labels = [.. series.Select(one => one.Policy)],
            Stacked = true,
            Series =
            [
                new("lost some", [.. series.Select(one => (double?)one.KillsWithLoss)]),
                new("lost none", [.. series.Select(one => (double?)(one.Kills - one.KillsWithLoss))]),
            ],
        };
}
