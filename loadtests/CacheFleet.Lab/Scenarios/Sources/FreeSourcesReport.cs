using CacheFleet.LoadTests.Results;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Sources;

internal static class FreeSourcesReport
{
    private static readonly Column[] Columns =
    [
        new("wrongKeys", "wrong keys",
            "keys that are answered otherwise than the database has them when all is quiet", "#,0"),
        .. Column.OfRate("wrongRate", "wrong rate", "of all keys, in all rounds"),
        new("reads", "reads", "under load", "#,0"),
        new("writes", "writes", "committed under load", "#,0"),
        new("staleReads", "stale reads", "of all reads, older than a write acknowledged before", "#,0"),
        new("refusedFills", "refused fills", "fills that the guard refused: the danger was there", "#,0"),
    ];

    public static Findings Write(
        IReadOnlyList<(FreeWay Way, FreeOutcome Seen, long Refused)> measured, FreeSize size) => new(
        Columns,
        [.. measured.Select(one => RowOf(one.Way, one.Seen, one.Refused))],
        [.. measured.SelectMany(one => ChecksOf(one.Way, one.Seen, one.Refused))],
        [Drawing(measured)])
        {
            Mode = "free",
            Sessions = [.. measured.Select(one => one.Seen.Sessions)],
            Notes =
        [
            Invariant($"Open model: {size.ReadsPerSecond:N0} reads and {size.WritesPerSecond:N0} writes a second, ")
                + Invariant($"{size.Keys} keys, {size.Rounds} rounds of {size.During.TotalSeconds:0.#} s, ")
                + "nobody held. "
                + "Who loads from the lagging replica is answered its old row in any way: the guard keeps "
                + "it out of the cache, not out of that answer.",
        ],
            Proofs =
        [
            new("A13", "keys left wrong by free-running load", Figures(measured, false), Figures(measured, true)),
        ],
        };

    private static string Figures(
        IEnumerable<(FreeWay Way, FreeOutcome Seen, long Refused)> measured, bool guarded) => Proof.Each(
        measured.Where(one => one.Way.Guarded == guarded).Select(one => $"{one.Way.Name}: {one.Seen.Wrong}"));

    private static IEnumerable<Check> ChecksOf(FreeWay way, FreeOutcome seen, long refused)
    {
        yield return Judging.None("A13", $"{way.Name}: errors", seen.Failed);
        yield return way.Guarded
            ? Judging.None("A13", $"{way.Name}: wrong keys", seen.Wrong.Count)
            : Judging.Some("A13", $"{way.Name}: wrong keys", seen.Wrong.Count);
        if (way.RefusesFills) yield return Judging.Some("A13", $"{way.Name}: refused fills", refused);
    }

    private static Row RowOf(FreeWay way, FreeOutcome seen, long refused) =>
        new Row("A13", way.Name, seen.Wrong.Of)
        {
            Values =
            {
                ["wrongKeys"] = seen.Wrong.Count,
                ["reads"] = seen.Sessions.Saw.Reads,
                ["writes"] = seen.Sessions.Saw.Writes,
                ["staleReads"] = seen.Sessions.Saw.Stale,
                ["refusedFills"] = refused,
            },
        }.WithRate("wrongRate", seen.Wrong);

    private static Chart Drawing(IReadOnlyList<(FreeWay Way, FreeOutcome Seen, long Refused)> measured) =>
        new("Keys left wrong, of a hundred", ChartKind.Bar, "way", "% of keys")
        {
            Labels = [.. measured.Select(one => one.Way.Name)],
            Series = [new("wrong", [.. measured.Select(one => (double?)(one.Seen.Wrong.Rate * 100))])],
        };
}
