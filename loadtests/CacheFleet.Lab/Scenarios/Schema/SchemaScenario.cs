using System.Globalization;
using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Schema;

/// <summary>E1: a cached value gets a new required field while the fleet goes on.</summary>
public sealed class SchemaScenario : LocalScenario
{
    // A change may void a load that is under way, in both versions.
    private const int LoadsPerWrite = 4;

    private static readonly Knob Keys = new("--rolled-keys", "entries that are warm before", 300, 10, 2_000);
    private static readonly Knob Rate = new("--rolled-rate", "reads per second", 400, 50, 5_000);
    private static readonly Knob During =
        Knob.Time("--rolled-during", "length of one rollout under load", 6, 2, 120);

    private static readonly Column[] Columns =
    [
        new("reads", "reads", "of all processes, old and new", "#,0"),
        new("failed", "failed", "reads without an answer", "#,0"),
        new("broken", "without the field", "answers that lack what the new version needs", "#,0"),
        new("staleReads", "stale reads", "answers older than a write acknowledged before", "#,0"),
        new("undecodable", "undecodable", "loads because an entry was of the other shape", "#,0"),
        new("loads", "loads", "from the origin during the rollout", "#,0"),
        new("peak", "peak/100 ms", "most of them within 100 ms", "#,0"),
        new("lowestHitRate", "lowest hit rate", "of a quarter of a second", "0.#%"),
    ];

    public override string Name => "schema-change";

    public override IReadOnlyList<string> Proves => ["E1"];

    public override string Title => "A new required field, rolled out process by process";

    public override string What =>
        "Three processes with a warm cache are replaced one by one by a version that needs one more "
        + "field, under reads and writes. The field is optional or required, the new version has keys "
        + "of its own or not, and the consumer of events knows these before the processes or not.";

    public override IReadOnlyList<Knob> OwnKnobs => [Keys, Rate, During];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var (keys, rate) = (context.Knobs.Whole(Keys), context.Knobs.Whole(Rate));
        using var reasons = new LoadReasons();
        await using var fleet = await ShelfFleet.StartAsync(context.Knobs.Seed, ct, SchemaRun.Policy);
        var outcomes = new List<SchemaOutcome>();
        foreach (var way in SchemaWay.All)
        {
            Show(context, way.Name, outcomes.Count, SchemaWay.All.Count, "ways");
            var run = new SchemaRun(fleet, way, keys, context.Knobs.Seed);
            outcomes.Add(await run.RunAsync(rate, context.Knobs.Time(During), reasons, ct));
        }
        return Report(outcomes, keys);
    }

    private static Findings Report(IReadOnlyList<SchemaOutcome> outcomes, int keys) => new(
        Columns, [.. outcomes.Select(RowOf)], [.. ChecksOf(outcomes, keys)],
        [DrawHits(outcomes), OriginRate.Draw(
            "Origin loads", [.. outcomes.Select(one => (one.Way.Name, one.Origin))])])
    {
        Sessions = [.. outcomes.Select(one => one.Sessions)],
        Notes = [Invariant($"{keys} entries are warm under the old version; each rollout takes a process ")
            + "away every quarter of its time."],
        Proofs =
        [
            new("E1", "failed; without the field; stale reads; undecodable entries", Proof.Each(
                outcomes.Where(one => !one.Way.IsRight).Select(Figures)),
                Proof.Each(outcomes.Where(one => one.Way.IsRight).Select(Figures))),
        ],
    };

    private static string Figures(SchemaOutcome one) => Invariant(
        $"{one.Way.Name}: {one.Failed}; {one.Broken}; {one.Saw.Stale}; {one.Undecodable} ")
        + Invariant($"({one.Saw.Reads:N0} reads)");

    private static IEnumerable<Check> ChecksOf(IReadOnlyList<SchemaOutcome> outcomes, int keys)
    {
        var (lax, required, last, first) = (outcomes[0], outcomes[1], outcomes[2], outcomes[3]);
        foreach (var one in outcomes) yield return Judging.None("E1", $"{one.Way.Name}: failed reads", one.Failed);
        yield return Judging.Some("E1", $"{lax.Way.Name}: answers without the field", lax.Broken);
        yield return Judging.None("E1", $"{required.Way.Name}: answers without the field", required.Broken);
        yield return Judging.Some("E1", $"{required.Way.Name}: undecodable entries", required.Undecodable);
        yield return Judging.Some("E1", $"{last.Way.Name}: stale reads", last.Saw.Stale);
        yield return Judging.None("E1", $"{first.Way.Name}: answers without the field", first.Broken);
        yield return Judging.None("E1", $"{first.Way.Name}: undecodable entries", first.Undecodable);
        yield return Judging.None("E1", $"{first.Way.Name}: stale reads", first.Saw.Stale);
        yield return Judging.AtMost(
            "E1", $"{first.Way.Name}: loads, one for each entry and {LoadsPerWrite} for each change",
            keys + (LoadsPerWrite * first.Saw.Writes), first.Origin.Total);
    }

    private static Row RowOf(SchemaOutcome one) => new("E1", one.Way.Name, one.Saw.Reads)
    {
        Values =
        {
            ["reads"] = one.Saw.Reads,
            ["failed"] = one.Failed,
            ["broken"] = one.Broken,
            ["staleReads"] = one.Saw.Stale,
            ["undecodable"] = one.Undecodable,
            ["loads"] = one.Origin.Total,
            ["peak"] = one.Origin.Peak,
            ["lowestHitRate"] = one.HitPercent.Min() / 100,
        },
    };

    private static Chart DrawHits(IReadOnlyList<SchemaOutcome> outcomes) =>
        new("Hits of a hundred reads during the rollout", ChartKind.Line, "seconds", "%")
        {
            Labels = [.. Enumerable.Range(0, outcomes[0].HitPercent.Count).Select(
                i => (i * SchemaOutcome.BucketSeconds).ToString("0.00", CultureInfo.InvariantCulture))],
            Series = [.. outcomes.Select(one => new ChartSeries(one.Way.Name, one.HitPercent))],
        };
}
