using System.Globalization;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>
/// F4, D6: processes of the fleet are killed, paused and restarted at random under load.
/// </summary>
public sealed class FaultsScenario : IScenario
{
    private const double RoundsInFull = 6;

    private static readonly Knob Rounds = new("--rounds", "faults, one after another (12)", 12, 1, 1_000);

    private static readonly Knob Blind = new(
        "--blind", "at the end once without the log, to compare with (1; 0: not)", 1, 0, 1);

    // As long as the fleet lets a product live.
    private static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(5);

    public string Name => "faults";

    public IReadOnlyList<string> Proves => ["F4", "D6"];

    public string Title => "Kill, pause and restart of replicas and servers, under load";

    public string What =>
        "While users read and write, one process at a time is killed and started again, stopped "
        + "and continued, or restarted: a replica, the worker, a server, as the seed draws. After "
        + "each fault the fleet must come back by itself; then all rows, entries and answers are "
        + "compared.";

    public IReadOnlyList<Knob> OwnKnobs => [Rounds, Blind];

    public TimeSpan Limit => TimeSpan.FromMinutes(6);

    public IReadOnlyList<Knobs> InFull(Knobs given) => [given.Default(Rounds, RoundsInFull)];

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var (fleet, knobs) = (context.Fleet, context.Knobs);
        using var desk = await FaultDesk.FindAsync(fleet.Target, ct);
        await using var campaign = await Campaign.BeginAsync(fleet, desk, knobs.Seed, ct);
        var resources = (await desk.ResourcesAsync(ct))
            .Select(one => one.Resource).Distinct().Order().ToList();
        var deck = new FaultDeck(resources, knobs.Seed);
        var rounds = new List<RoundOutcome>();
        while (rounds.Count < knobs.Whole(Rounds) && rounds.All(round => round.Recovery.IsWell))
        {
            var fault = deck.Draw();
            Show(context, fault.Name, rounds);
            rounds.Add(await campaign.RunAsync(fault, ct));
        }

        var history = campaign.Load.History.Check(TimeToLive);
        Show(context, "without the log", rounds);
        var blind = knobs.Whole(Blind) > 0 && rounds.All(round => round.Recovery.IsWell)
            ? await campaign.RunBlindAsync(ct)
            : null;
        return FaultsReport.Write(
            new FaultFigures(rounds, history, blind, Campaign.Keys, TimeToLive)) with
        {
            Knobs = new Dictionary<string, string>
            {
                ["seed"] = knobs.Seed.ToString(CultureInfo.InvariantCulture),
                ["rounds"] = rounds.Count.ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    private static void Show(ScenarioContext context, string stage, List<RoundOutcome> rounds) =>
        context.Live.Show(new LiveFrame(
            $"faults: {stage}", rounds.Count, context.Knobs.Of(Rounds), "rounds",
            [
                ("requests failed", $"{rounds.Sum(round => round.Counts.Failed)}"),
                ("writes", $"{rounds.Sum(round => round.Counts.Writes)}"),
                ("unclean", $"{rounds.Count(round => !round.IsClean)}"),
            ]));
}
