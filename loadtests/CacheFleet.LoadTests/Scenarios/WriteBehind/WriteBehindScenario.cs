using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.WriteBehind;

/// <summary>
/// A10: what is lost when a process dies that has acknowledged writes and not written them.
/// </summary>
public sealed class WriteBehindScenario : IScenario
{
    internal static readonly Knob Kills = new("--wb-kills", "replicas killed per policy", 20, 1, 500);
    internal static readonly Knob Writers = new("--wb-writers", "products written at a time", 8, 1, 64);

    private const int KillsInFull = 10;

    // Before that no write has come in; after it every further one only makes the run longer.
    private const double SoonestKill = 0.15;
    private const double LatestKill = 0.6;

    public string Name => "write-behind";

    public IReadOnlyList<string> Proves => ["A10"];

    public string Title => "Write-behind: acknowledged and lost, or acknowledged and kept";

    public string What =>
        "Writers get their writes acknowledged by a replica that writes them to their rows later, "
        + "and the replica is "
        + "killed (SIGKILL) at a random moment. Counted are acknowledged writes that no row has "
        + "when the fleet is "
        + "quiet.";

    public IReadOnlyList<Knob> OwnKnobs => [Kills, Writers];

    public IReadOnlyList<Knobs> InFull(Knobs given) => [given.Default(Kills, KillsInFull)];

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        await using var shelf = await ProductShelf.TakeAsync(
            context.Fleet, KillTrial.FirstProduct, (int)context.Knobs.Of(Writers), ct);
        var series = new List<KillSeries>();
        var kills = (int)context.Knobs.Of(Kills);
        (string Policy, int Kills)[] runs =
        [
            ("write-behind-memory", kills), ("write-behind", kills),
            // Beside the other two for its latency; there is nothing that it could lose.
            ("write-through", Math.Max(1, kills / 5)),
        ];
        foreach (var (policy, most) in runs)
        {
            // Every policy is killed at the same moments.
            var chance = new Random(context.Knobs.Seed);
            var one = new KillSeries(policy);
            series.Add(one);
            for (var kill = 0; kill < most; kill++)
            {
                context.Live.Show(new LiveFrame($"write-behind, {policy}", kill, most, "kills",
                    [("acknowledged", $"{one.Acknowledged}"), ("lost", $"{one.Lost.Count}")]));
                var after = SoonestKill + (chance.NextDouble() * (LatestKill - SoonestKill));
                var trial = new KillTrial(context.Fleet, one, (int)context.Knobs.Of(Writers));
                await trial.RunAsync(TimeSpan.FromSeconds(after), ct);
            }
        }
        return WriteBehindReport.Write(series);
    }
}
