using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.FailedWrite;

internal static class FailedWriteReport
{
    private static readonly Column[] Columns =
    [
        new("writes", "writes", "of all products", "#,0"),
        new("faults", "faulty",
            "writes whose database part failed: refused, request lost, or answer lost", "#,0"),
        new("acknowledged", "acknowledged", "writes that were answered with success", "#,0"),
        new("reads", "reads", "while they were written", "#,0"),
        new("backwards", "backwards", "reads older than one before, of the same reader", "#,0"),
        new("backwardsRate", "rate", "backwards of all reads", "0.##%"),
        new("phantoms", "phantoms", "reads of what was never committed", "#,0"),
        new("compared", "compared", "products compared with their rows when all was quiet", "#,0"),
        new("diverged", "diverged", "of these, read otherwise than the row has it", "#,0"),
        new("divergedRate", "rate", "diverged of all compared", "0.#%"),
        new("lost", "lost", "products whose row lacks the last acknowledged write", "#,0"),
    ];

    public static Findings Write(IReadOnlyList<WaySeries> series)
    {
        var right = series.Single(one => one.Way.IsRight);
        var others = series.Where(one => !one.Way.IsRight).ToList();
        return new Findings(
            Columns, [.. series.Select(RowOf)], [.. ChecksOf(right, others)], [Drawing(series)])
        {
            Sessions = [.. series.Select(one => one.Sessions)],
            Proofs = [new Proof("E3", "reads backwards, divergence when quiet",
                Proof.Each(others.Select(Told)), Told(right))],
            Notes =
            [
                "Each product has one writer and one reader; a third of the faults each: the "
                + "database refuses, the "
                + "request is lost before the commit, the answer is lost after it. After a lost "
                + "answer the entry is "
                + "invalidated, and the writer is told that its change is in doubt.",
                "Buffering and replaying acknowledges what the database has not taken; the buffer "
                + "here is in memory, "
                + "so that a killed process loses it (see write-behind).",
            ],
        };
    }

    private static string Told(WaySeries one) =>
        $"{one.Way.Title}: backwards {one.Backwards}, diverged {one.Diverged}";

    private static IEnumerable<Check> ChecksOf(WaySeries right, List<WaySeries> others)
    {
        yield return new Check("faulty writes, in every way", "> 0",
            string.Join(", ", others.Append(right).Select(one => one.Faults)),
            others.Append(right).All(one => one.Faults > 0));
        foreach (var one in others.Where(one => one.Way.Name is "rollback" or "parallel"))
        {
            yield return new Check($"{one.Way.Title}: reads backwards", "> 0", $"{one.Backwards}",
                one.Backwards.Count > 0);
            yield return new Check($"{one.Way.Title}: diverged", "> 0", $"{one.Diverged}", one.Diverged.Count > 0);
        }
        foreach (var one in others.Append(right).Where(one => one.Way.IsRight || one.Way.Name == "replay"))
            yield return new Check($"{one.Way.Title}: diverged", "0", $"{one.Diverged}", one.Diverged.Count == 0);
        yield return new Check($"{right.Way.Title}: reads backwards", "0", $"{right.Backwards}",
            right.Backwards.Count == 0);
        yield return new Check($"{right.Way.Title}: phantoms", "0", $"{right.Phantoms}", right.Phantoms.Count == 0);
        yield return new Check($"{right.Way.Title}: acknowledged writes lost", "0", $"{right.Lost}", right.Lost == 0);
    }

    private static Row RowOf(WaySeries one) => new("E3", one.Way.Title, one.Writes)
    {
        Values =
        {
            ["writes"] = one.Writes,
            ["faults"] = one.Faults,
            ["acknowledged"] = one.Acknowledged,
            ["reads"] = one.Backwards.Of,
            ["backwards"] = one.Backwards.Count,
            ["backwardsRate"] = one.Backwards.Rate,
            ["phantoms"] = one.Phantoms.Count,
            ["compared"] = one.Diverged.Of,
            ["diverged"] = one.Diverged.Count,
            ["divergedRate"] = one.Diverged.Rate,
            ["lost"] = one.Lost,
        },
    };

    private static Chart Drawing(IReadOnlyList<WaySeries> series) =>
        new("Divergence and reads backwards", ChartKind.Bar, "way", "% of samples")
        {
            Labels = [.. series.Select(one => one.Way.Title)],
            Series =
            [
                new("diverged when quiet", [.. series.Select(one => (double?)(one.Diverged.Rate * 100))]),
                new("reads backwards", [.. series.Select(one => (double?)(one.Backwards.Rate * 100))]),
            ],
        };
}
