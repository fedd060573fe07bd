using System.Globalization;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>
/// F4, D6: processes of the fleet are killed, paused and restarted, and the worker's links cut, at
/// random under load.
/// </summary>
public sealed class FaultsScenario : IScenario
{
    private const double RoundsInFull = 6;

    private static readonly Knob Rounds = new("--rounds", "faults, one after another (12)", 12, 1, 1_000);

    private static readonly Knob Blind = new(
        "--blind", "at the end once without the log, to compare with (1; 0: not)", 1, 0, 1);

    private static readonly Knob Each = new(
        "--each", "instead: so often each process killed and each link cut (0: not)", 0, 0, 1_000);

    private static readonly Knob Outages = new(
        "--outages", "with --each: so often the broker is away for long (3)", 3, 0, 1_000);

    private static readonly Knob Away = Knob.Time(
        "--away", "with --outages: for so long (60s)", 60, 1, 3_600);

    public string Name => "faults";

    public IReadOnlyList<string> Proves => ["F4", "D6"];

    public string Title => "Kill, pause and restart of replicas and servers, and cuts, under load";

    public string What =>
        "While users read and write, one process at a time is killed and started again, stopped "
        + "and continued, or restarted: a replica, the worker, a server, as the seed draws; or one "
        + "of the worker's links to a server is cut and mended. After "
        + "each fault the fleet must come back by itself; then all rows, entries and answers are "
        + "compared.";

    public IReadOnlyList<Knob> OwnKnobs => [Rounds, Blind, Each, Outages, Away];

    public TimeSpan Limit => TimeSpan.FromMinutes(6);

    public IReadOnlyList<Knobs> InFull(Knobs given) => [given.Default(Rounds, RoundsInFull)];

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var (fleet, knobs) = (context.Fleet, context.Knobs);
        using var desk = await FaultDesk.FindAsync(fleet.Target, ct);
        await using var campaign = await Campaign.BeginAsync(fleet, desk, knobs.Seed, ct);
        var faults = Drawn(knobs, await desk.ResourcesAsync(ct));
        var rounds = new List<RoundOutcome>();
        foreach (var fault in faults)
        {
            Show(context, fault.Name, rounds, faults.Count);
            rounds.Add(await campaign.RunAsync(fault, ct));
            if (!rounds[^1].Recovery.IsWell) break;
        }

        Show(context, "without the log", rounds, faults.Count);
        var blind = knobs.Whole(Blind) > 0 && rounds.All(round => round.Recovery.IsWell)
            ? await campaign.RunBlindAsync(ct)
            : null;
        return FaultsReport.Write(
            new FaultFigures(rounds, blind, Campaign.Keys)) with
        {
            Knobs = new Dictionary<string, string>
            {
                ["seed"] = knobs.Seed.ToString(CultureInfo.InvariantCulture),
                ["rounds"] = rounds.Count.ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    private static List<Fault> Drawn(Knobs knobs, IEnumerable<FaultResource> all)
    {
        var aims = all.Select(one => new FaultAim(one.Resource, one.IsLink)).Distinct()
            .OrderBy(aim => aim.Resource, StringComparer.Ordinal).ToList();
        var deck = new FaultDeck(aims, knobs.Seed);
        return knobs.Whole(Each) is > 0 and var laps
            ? [.. deck.Each(laps, knobs.Whole(Outages), knobs.Time(Away))]
            : [.. deck.Any().Take(knobs.Whole(Rounds))];
    }

    private static void Show(
        ScenarioContext context, string stage, List<RoundOutcome> rounds, int of) =>
        context.Live.Show(new LiveFrame(
            $"faults: {stage}", rounds.Count, of, "rounds",
            [
                ("requests failed", $"{rounds.Sum(round => round.Counts.Failed)}"),
                ("writes", $"{rounds.Sum(round => round.Counts.Writes)}"),
                ("unclean", $"{rounds.Count(round => !round.IsClean)}"),
            ]));
}
