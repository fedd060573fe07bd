using CacheFleet.Caching;
using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Absent;

/// <summary>B12: rows that are not there, loads that fail, keys that are cold.</summary>
public sealed class AbsentRowsScenario : LocalScenario
{
    private const int AbsentIds = 20;
    private const int ReadsOfEach = 50;
    private const int FirstAbsent = 100_001;
    private const string Plain = "plain";
    private const string Remembered = "absent-for";
    private const string Lease = "lease";
    private const string XFetch = "xfetch";

    private static readonly Knob Herd = new("--cold-herd", "readers at once of a failing or cold key", 300, 10, 2000);
    private static readonly TimeSpan Recompute = TimeSpan.FromMilliseconds(300);

    private static readonly Column[] Columns =
    [
        new("loads", "origin loads", "how often the origin was asked", "#,0"),
        new("reads", "reads", "reads by users", "#,0"),
        new("errors", "errors", "reads that got the origin's error", "#,0"),
        new("loadsAfter", "loads after it is mended",
            "loads until the next reader has an answer", "#,0"),
    ];

    public override string Name => "absent-rows";

    public override IReadOnlyList<string> Proves => ["B12"];

    public override string Title => "Absent rows, failing loads, cold keys";

    public override string What =>
        "Reads of rows that do not exist, of a row whose load fails, and of a key that was never "
        + "cached all go "
        + "to the origin, however good the cache is otherwise. Remembering that a row is absent, "
        + "sharing one "
        + "load and its error without keeping it, and a lease bound that; XFetch alone does "
        + "nothing for a cold key.";

    public override IReadOnlyList<Knob> OwnKnobs => [Herd];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var life = Ttl.Seconds(60);
        await using var fleet = await ShelfFleet.StartAsync(
            context.Knobs.Seed, ct,
            new EntryPolicy { Name = new PolicyName(Plain), TimeToLive = life },
            new EntryPolicy { Name = new PolicyName(Remembered), TimeToLive = life, AbsentFor = Ttl.Seconds(30) },
            new EntryPolicy
            {
                Name = new PolicyName(Lease),
                TimeToLive = life,
                Guard = FillGuard.Lease,
                SingleFlight = true,
            },
            new EntryPolicy { Name = new PolicyName(XFetch), TimeToLive = life, Beta = 1 });
        var herd = context.Knobs.Whole(Herd);
        Show(context, "absent rows", 0, 3, "parts");
        var (plain, remembered) = (await AbsentAsync(fleet, Plain, ct), await AbsentAsync(fleet, Remembered, ct));
        fleet.Origin.Delay = Recompute;
        Show(context, "a load that fails", 1, 3, "parts");
        var (alone, shared) = (await FailAsync(fleet, Plain, herd, ct), await FailAsync(fleet, Lease, herd, ct));
        Show(context, "a cold key", 2, 3, "parts");
        var (early, leased) = (await ColdAsync(fleet, XFetch, herd, ct), await ColdAsync(fleet, Lease, herd, ct));
        Show(context, "done", 3, 3, "parts");
        return Report(herd, plain, remembered, alone, shared, early, leased);
    }

    private static async Task<Part> AbsentAsync(ShelfFleet fleet, string policy, CancellationToken ct)
    {
        var before = fleet.Origin.Loads;
        for (var n = 0; n < AbsentIds * ReadsOfEach; n++)
        {
            var answer = await fleet.ReadAsync(Invariant($"{FirstAbsent + (n % AbsentIds)}"), policy, ct);
            if (answer.IsPresent) throw new InvalidDataException("A row that was never inserted is there.");
        }
        return new Part($"absent rows, {policy}", AbsentIds * ReadsOfEach, fleet.Origin.Loads - before, null, null);
    }

    private static async Task<Part> FailAsync(ShelfFleet fleet, string policy, int herd, CancellationToken ct)
    {
        const string Key = "5";
        fleet.Origin.IsDown = true;
        var before = fleet.Origin.Loads;
        var errors = await Task.WhenAll(Enumerable.Range(0, herd).Select(async _ =>
        {
            try
            {
                await fleet.ReadAsync(Key, policy, ct);
                return 0;
            }
            catch (OriginDownException)
            {
                return 1;
            }
        }));
        var loads = fleet.Origin.Loads - before;
        fleet.Origin.IsDown = false;
        before = fleet.Origin.Loads;
        var mended = await fleet.ReadAsync(Key, policy, ct);
        return new Part(
            $"failing load, {policy}", herd, loads, errors.Sum(),
            mended.IsPresent ? fleet.Origin.Loads - before : null);
    }

    private static async Task<Part> ColdAsync(ShelfFleet fleet, string policy, int herd, CancellationToken ct)
    {
        var before = fleet.Origin.Loads;
        await Task.WhenAll(Enumerable.Range(0, herd).Select(_ => fleet.ReadAsync("6", policy, ct).AsTask()));
        return new Part($"cold key, {policy}", herd, fleet.Origin.Loads - before, null, null);
    }

    private static Findings Report(
        int herd, Part plain, Part remembered, Part alone, Part shared, Part early, Part leased)
    {
        Part[] parts = [plain, remembered, alone, shared, early, leased];
        return new Findings(
            Columns, [.. parts.Select(RowOf)],
            [
                Judging.Exactly("B12", $"{plain.Name}: loads, one for each read", plain.Reads, plain.Loads),
                Judging.Exactly("B12", $"{remembered.Name}: loads, one for each row", AbsentIds, remembered.Loads),
                Judging.Exactly("B12", $"{shared.Name}: the error reaches every reader", herd, shared.Errors ?? 0),
                Judging.AtMost("B12", $"{shared.Name}: loads of the herd", herd / 10.0, shared.Loads),
                Judging.AtLeast("B12", $"{alone.Name}: loads of the herd", herd * 0.9, alone.Loads),
                Judging.Exactly(
                    "B12", $"{shared.Name}: loads after, for the error is not kept", 1, shared.LoadsAfter ?? 0),
                Judging.AtLeast("B12", $"{early.Name}: loads of the herd", herd * 0.9, early.Loads),
                Judging.Exactly("B12", $"{leased.Name}: loads of the herd", 1, leased.Loads),
            ],
            [Draw(parts)])
        {
            Proofs =
            [
                new("B12", "loads: absent rows; a failing load; a cold key",
                    Invariant($"{plain.Loads:N0} of {plain.Reads:N0} reads; {alone.Loads} of {herd}; ")
                        + Invariant($"{early.Loads} of {herd} (XFetch)"),
                    Invariant($"{remembered.Loads} of {remembered.Reads:N0}; {shared.Loads}, with {shared.Errors} ")
                        + Invariant($"of {herd} told; {leased.Loads}")),
            ],
        };
    }

    private static Row RowOf(Part part) => new("B12", part.Name, part.Reads)
    {
        Values =
        {
            ["loads"] = part.Loads,
            ["reads"] = part.Reads,
            ["errors"] = part.Errors,
            ["loadsAfter"] = part.LoadsAfter,
        },
    };

    private static Chart Draw(IReadOnlyList<Part> parts) =>
        new("Origin loads", ChartKind.Bar, "part", "loads (logarithmic)")
        {
            Labels = [.. parts.Select(part => part.Name)],
            Series = [new("loads", [.. parts.Select(part => (double?)part.Loads)])],
            LogarithmicY = true,
        };

    private sealed record Part(string Name, int Reads, int Loads, int? Errors, int? LoadsAfter);
}
