using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.DualWrite;

internal static class DualWriteReport
{
    private static readonly Column[] Columns =
    [
        new("way", "the event is written", "when, as to the commit of the change"),
        new("kills", "kills", "writers killed (SIGKILL) between their commits and all that follows", "#,0"),
        new("committed", "committed changes", "rows that have the change, of products cached before", "#,0"),
        new("lost", "events lost", "of these, entries that still have the old version after the patience", "#,0"),
        .. Column.OfRate("lostRate", "lost rate", "lost of all committed"),
    ];

    public static Findings Write(IReadOnlyList<AnnounceSeries> series, double patience)
    {
        var (naive, outbox) = (series[0], series[1]);
        return new Findings(Columns, [.. series.Select(RowOf)], ChecksOf(naive, outbox), [])
        {
            Proofs = [new Proof("D3", "events lost when the writer dies after its commit",
                $"event after the commit: {naive.Lost}", $"event in the transaction: {outbox.Lost}")],
            Notes =
            [
                FormattableString.Invariant($"An entry is given {patience:0.#} s to hear of its change. What is lost ")
                + "stays stale until the entry's time to live ends.",
                "Both ways are delivered by the same relay: what differs is the transaction of the event's row.",
            ],
        };
    }

    private static Check[] ChecksOf(AnnounceSeries naive, AnnounceSeries outbox) =>
    [
        new("changes committed by writers that then died", "> 0 in both ways",
            $"{naive.Committed} and {outbox.Committed}", naive.Committed > 0 && outbox.Committed > 0),
        new("event after the commit: lost", "> 0", $"{naive.Lost}", naive.Unheard > 0),
        new("event in the transaction: lost", "0", $"{outbox.Lost}", outbox.Unheard == 0),
    ];

    private static Row RowOf(AnnounceSeries series) => new Row("D3", "lease", series.Committed)
    {
        Values =
        {
            ["way"] = series.Way,
            ["kills"] = series.Kills,
            ["committed"] = series.Committed,
            ["lost"] = series.Unheard,
        },
    }.WithRate("lostRate", series.Lost);
}
