using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Versions;

internal static class VersionsReport
{
    private static readonly Column[] Columns =
    [
        new("way", "written", "how the writer writes the value"),
        new("writes", "writes", "of the whole value", "#,0"),
        new("reads", "reads", "of the whole value, ended properly", "#,0"),
        new("overtaken", "overtaken reads", "reads during which the value was written: the danger was there", "#,0"),
        new("torn", "torn reads", "reads with parts of more than one version, or with none", "#,0"),
        .. Column.OfRate("tornRate", "torn rate", "torn of all", "0.##%"),
        new("cutOff", "cut off", "reads that were told that their version has gone", "#,0"),
        new("mostLiving", "versions at once", "the most that were seen", "#,0"),
    ];

    public static Findings Write(IReadOnlyList<ReadSeries> series, int most)
    {
        var (inPlace, versions, slow) = (series[0], series[1], series[2]);
        return new Findings(Columns, [.. series.Select(RowOf)], [.. ChecksOf(inPlace, versions, slow, most)], [])
        {
            Proofs = [new Proof("E4", "torn reads", $"in place: {inPlace.Torn}",
                $"versions: {versions.Torn}, {versions.MostLiving} alive at most; "
                + $"slow readers: {slow.Torn}, {slow.CutOff} cut off")],
            Notes =
            [
                $"At most {most} versions live at once: who reads for longer than they last is cut off, never "
                + "answered a mixture. In place nobody is cut off, and the mixture is the answer.",
            ],
        };
    }

    private static IEnumerable<Check> ChecksOf(
        ReadSeries inPlace, ReadSeries versions, ReadSeries slow, int most)
    {
        yield return new Check("in place: torn reads", "> 0", $"{inPlace.Torn}", inPlace.Torn.Count > 0);
        yield return new Check("versions: reads overtaken by a write", "> 0", $"{versions.Overtaken}",
            versions.Overtaken > 0);
        yield return new Check("versions: torn reads", "0", $"{versions.Torn}", versions.Torn.Count == 0);
        yield return new Check("slow readers: torn reads", "0", $"{slow.Torn}", slow.Torn.Count == 0);
        yield return new Check("slow readers: told that their version has gone", "> 0", $"{slow.CutOff}",
            slow.CutOff > 0);
        var living = Math.Max(versions.MostLiving, slow.MostLiving);
        yield return new Check("versions at once", $"2 … {most}", $"{living}", living >= 2 && living <= most);
    }

    private static Row RowOf(ReadSeries series) => new Row("E4", series.Way, series.Torn.Of)
    {
        Values =
        {
            ["way"] = series.Way,
            ["writes"] = series.Writes,
            ["reads"] = series.Torn.Of,
            ["overtaken"] = series.Overtaken,
            ["torn"] = series.Torn.Count,
            ["cutOff"] = series.CutOff,
            ["mostLiving"] = series.InPlace ? null : series.MostLiving,
        },
    }.WithRate("tornRate", series.Torn);
}
