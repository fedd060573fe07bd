using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios.WriteBehind;

namespace CacheFleet.LoadTests.Scenarios.Patterns;

/// <summary>D1: what each pattern of writing costs, hides and loses.</summary>
public sealed class PatternsScenario : IScenario
{
    private const int FirstProduct = 84_001;
    private const int KillWriters = 4;
    private const int KillsInFull = 1;
    private const int MostKills = 6;

    // The same for every policy: what differs is the policy.
    private static readonly TimeSpan KillAfter = TimeSpan.FromMilliseconds(400);

    internal static readonly Knob Writes = new(
        "--pt-writes", "writes per pattern, each read elsewhere", 150, 1, 10_000);
    internal static readonly Knob Kills = new("--pt-kills", "replicas killed per pattern", 3, 0, 100);

    public string Name => "patterns";

    public IReadOnlyList<string> Proves => ["D1"];

    public string Title => "Patterns of writing, side by side";

    public string What =>
        "The same writes under each pattern, each followed by reads at another replica until one "
        + "has it; then replicas "
        + "that are written to are killed. Measured are a write's latency, how long the old value "
        + "is read after it, "
        + "and what a kill loses.";

    public IReadOnlyList<Knob> OwnKnobs => [Writes, Kills];

    public IReadOnlyList<Knobs> InFull(Knobs given) => [given.Default(Kills, KillsInFull)];

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        await using var shelf = await ProductShelf.TakeAsync(context.Fleet, FirstProduct, 1, ct);
        await using var killed = await ProductShelf.TakeAsync(context.Fleet, KillTrial.FirstProduct, KillWriters, ct);
        var series = Pattern.All.Select(pattern => new PatternSeries(pattern)).ToList();
        foreach (var one in series)
        {
            context.Live.Show(new LiveFrame(
                $"patterns, {one.Pattern.Policy}", series.IndexOf(one), series.Count, "patterns",
                [("lost so far", $"{series.Sum(each => each.Kills.LostWrites)}")]));
            await new WindowProbe(context.Fleet, one, FirstProduct).RunAsync((int)context.Knobs.Of(Writes), ct);
            var kills = context.Knobs.Whole(Kills);
            // A kill may come just after a flush: what can be lost shows in a few more.
            for (var kill = 0; kill < kills || (kills > 0 && kill < MostKills && LostNothing(one)); kill++)
                await new KillTrial(context.Fleet, one.Kills, KillWriters).RunAsync(KillAfter, ct);
        }
        return PatternsReport.Write(series);
    }

    private static bool LostNothing(PatternSeries one) =>
        one.Pattern.LosesOnKill && one.Kills.LostWrites == 0;
}
