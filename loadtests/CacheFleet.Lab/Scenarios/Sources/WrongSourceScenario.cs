using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using CacheFleet.LoadTests.Statistics;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Sources;

/// <summary>A13: right fills at the wrong time, from the wrong place, of the wrong key.</summary>
public sealed class WrongSourceScenario : LocalScenario
{
    private static readonly Knob Trials = new("--source-trials", "forced trials of each way", 20, 3, 500);

    private static readonly Knob Rounds = new("--source-rounds", "rounds of each way under free load", 4, 1, 100);

    // Few keys, so that a reader comes between most writes' steps.
    private const int FreeKeys = 8;
    private const int FreeReads = 1_600;
    private const int FreeWrites = 40;
    private static readonly TimeSpan FreeRound = TimeSpan.FromSeconds(1);

    private static readonly Column[] Columns =
    [
        new("wrongTrials", "wrong trials",
            "trials after which a read answered what is not in the database", "#,0"),
        .. Column.OfRate("wrongRate", "wrong rate", "of all trials"),
        new("refusedFills", "refused fills",
            "fills that the guard refused: the danger was there", "#,0"),
    ];

    public override string Name => "wrong-source";

    public override IReadOnlyList<string> Proves => ["A13"];

    public override string Title => "Deleted too early, read from a replica that lags, derived from many rows";

    public override string What =>
        "A cache entry is deleted or written before the database has committed, or filled from a "
        + "replica "
        + "that has not applied the commit yet, or made of many rows of which one changes. Each "
        + "time the cache "
        + "keeps what the database does not have, unless the commit comes first, the fill names "
        + "its version, "
        + "and the change names everything that is derived from the row.";

    public override IReadOnlyList<Knob> OwnKnobs => [Trials, Rounds];

    public override IReadOnlyList<string> Listens => ["--free"];

    public override IReadOnlyList<Knobs> InFull(Knobs given) =>
        given.Free ? [given] : [given, given with { Free = true }];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        using var reasons = new LoadReasons();
        await using var fleet = await ShelfFleet.StartAsync(context.Knobs.Seed, ct, SourcePolicies.All);
        await using var lagging = await LaggingReplica.StartAsync(fleet);
        return context.Knobs.Free
            ? await RunFreeAsync(context, fleet, lagging, reasons, ct)
            : await ForceAsync(context, fleet, lagging, reasons, ct);
    }

    private async Task<Findings> RunFreeAsync(
        ScenarioContext context, ShelfFleet fleet, LaggingReplica lagging, LoadReasons reasons, CancellationToken ct)
    {
        var size = new FreeSize(
            FreeKeys, FreeReads, FreeWrites, FreeRound, context.Knobs.Whole(Rounds), context.Knobs.Seed);
        var free = new FreeSources(fleet, lagging, size);
        var measured = new List<(FreeWay, FreeOutcome, long)>();
        foreach (var way in FreeWay.All)
        {
            Show(context, $"free, {way.Name}", measured.Count, FreeWay.All.Count, "ways");
            var refused = reasons.Refused(SourcePolicies.Guarded);
            var seen = await free.RunAsync(way, ct);
            measured.Add((way, seen, reasons.Refused(SourcePolicies.Guarded) - refused));
        }
        return FreeSourcesReport.Write(measured, size);
    }

    private async Task<Findings> ForceAsync(
        ScenarioContext context, ShelfFleet fleet, LaggingReplica lagging, LoadReasons reasons, CancellationToken ct)
    {
        var measured = new List<Measured>();
        foreach (var way in Ways.Of(fleet, lagging))
        {
            var (wrong, refused) = (0, reasons.Refused(SourcePolicies.Guarded));
            for (var trial = 0; trial < context.Knobs.Whole(Trials); trial++)
            {
                Show(context, way.Name, trial, context.Knobs.Whole(Trials), "trials", ("wrong", $"{wrong}"));
                if (await way.Trial(trial + 1, ct)) wrong++;
            }
            measured.Add(new Measured(
                way, new Proportion(wrong, context.Knobs.Whole(Trials)),
                reasons.Refused(SourcePolicies.Guarded) - refused));
        }
        return Report(measured);
    }

    private static Findings Report(IReadOnlyList<Measured> measured) => new(
        Columns, [.. measured.Select(RowOf)], [.. measured.SelectMany(ChecksOf)], [Draw(measured)])
    {
        Notes =
        [
            Invariant($"The replica streams from the primary and applies each commit ")
                + Invariant($"{LaggingReplica.Behind.TotalMilliseconds:0} ms late; ")
                + "reads are judged after it has caught up.",
        ],
        Proofs =
        [
            new("A13", "trials that leave what the database does not have",
                Figures(measured, false), Figures(measured, true)),
        ],
    };

    private static string Figures(IReadOnlyList<Measured> measured, bool guarded) => Proof.Each(
        measured.Where(one => one.Way.Guarded == guarded)
            .Select(one => Invariant($"{one.Way.Name}: {one.Wrong.Count} of {one.Wrong.Of}")));

    private static IEnumerable<Check> ChecksOf(Measured one)
    {
        yield return Judging.Exactly(
            "A13", $"{one.Way.Name}: wrong trials", one.Way.Guarded ? 0 : one.Wrong.Of, one.Wrong.Count);
        if (one.Way.RefusesFills)
        {
            yield return Judging.AtLeast(
                "A13", $"{one.Way.Name}: refused fills", one.Wrong.Of, one.Refused);
        }
    }

    private static Row RowOf(Measured one) => new Row("A13", one.Way.Name, one.Wrong.Of)
    {
        Values =
        {
            ["wrongTrials"] = one.Wrong.Count,
            ["refusedFills"] = one.Refused,
        },
    }.WithRate("wrongRate", one.Wrong);

    private static Chart Draw(IReadOnlyList<Measured> measured) =>
        new("Trials that leave what the database does not have", ChartKind.Bar, "way", "trials")
        {
            Labels = [.. measured.Select(one => one.Way.Name)],
            Stacked = true,
            Series =
            [
                new("wrong", [.. measured.Select(one => (double?)one.Wrong.Count)]),
                new("right", [.. measured.Select(one => (double?)(one.Wrong.Of - one.Wrong.Count))]),
            ],
        };

    private sealed record Measured(Way Way, Proportion Wrong, long Refused);
}
