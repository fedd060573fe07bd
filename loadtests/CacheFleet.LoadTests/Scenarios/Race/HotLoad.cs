namespace CacheFleet.LoadTests.Scenarios.Race;

/// <summary>
/// Readers and writers of one hot row, open model, nobody held. Chance decides when an unguarded
/// policy is caught: it gets a few spans for that, and all of them count.
/// </summary>
internal sealed class HotLoad(Knobs knobs)
{
    private const int DefaultRate = 1_000;
    private const double DefaultWriteRatio = 0.2;
    private const int MostSpans = 4;
    private const string Reads = "reads";
    private const string Pairs = "write-read-pairs";

    private int _spans;

    public int Rate { get; } = knobs.Rate ?? DefaultRate;

    public int PairRate =>
        Math.Max(1, (int)Math.Round(Rate * (knobs.WriteRatio ?? DefaultWriteRatio)));

    public TimeSpan During => knobs.During;

    /// <summary>Pairs that are due in the spans of this series so far, the running one in full.</summary>
    public double ExpectedPairs => PairRate * During.TotalSeconds * Volatile.Read(ref _spans);

    /// <summary>One span, or more until the row was answered stale.</summary>
    public async Task<HotLoadStats> RunAsync(HotRow row, bool untilStale, CancellationToken ct)
    {
        HotLoadStats? all = null;
        for (_spans = 1; ; _spans++)
        {
            var stats = await OpenLoad.RunAsync(
                During,
                ct,
                new OpenLoad(Reads, Math.Max(1, Rate - PairRate), row.ReadAsync),
                new OpenLoad(Pairs, PairRate, row.WriteThenReadAsync));
            var span = new HotLoadStats(stats[Reads], stats[Pairs]);
            all = all is null ? span : all + span;
            if (!untilStale || row.Tally.StaleReads.Count > 0 || _spans == MostSpans) return all;
        }
    }
}

internal sealed record HotLoadStats(OpenLoadStats Reads, OpenLoadStats Pairs)
{
    public long Failed => Reads.Failed + Pairs.Failed;

    public static HotLoadStats operator +(HotLoadStats one, HotLoadStats other) =>
        new(one.Reads + other.Reads, one.Pairs + other.Pairs);
}
