using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Race;

/// <summary>
/// A1: stale data set after the delete, forced by a gate, or met by chance under load.
/// </summary>
public sealed class RaceScenario : IScenario
{
    // Far from the products that people look at first, one product a trial.
    private const int FirstProduct = 90_001;
    private const int MostSharesMadeAgain = 10;

    // Per policy: thousands of pairs, which is enough to see a rate of one in a thousand.
    private static readonly TimeSpan FreeInFull = TimeSpan.FromSeconds(8);

    public string Name => "race";

    public IReadOnlyList<string> Proves => ["A1", "A3", "A4"];

    public string Title => "Set after delete: a stale fill overtakes an invalidation";

    public string What =>
        "A reader has read the row but not yet filled the cache when a writer commits and "
        + "deletes the entry; then the reader fills in what it read. Counted are later reads, "
        + "begun after the write had returned, that still answer the old version.";

    public IReadOnlyList<string> Listens =>
        ["--policy", "--trials", "--free", "--rate", "--during", "--write-ratio"];

    public IReadOnlyList<Knobs> InFull(Knobs given) => given.Free ? [given] :
    [
        given,
        given with { Free = true, During = given.During < FreeInFull ? given.During : FreeInFull },
    ];

    public Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct) =>
        context.Knobs.Free ? new FreeRace(context).RunAsync(ct) : ForceAsync(context, ct);

    private static async Task<Findings> ForceAsync(ScenarioContext context, CancellationToken ct)
    {
        var series = new List<ForcedSeries>();
        foreach (var policy in context.Knobs.Policies)
        {
            var one = new ForcedSeries(policy);
            series.Add(one);
            var refused = await RefusedAsync(context, policy, ct);
            // A trial whose reader did not come to hold the old row was no race: made again, a few times.
            var most = context.Knobs.Trials + (context.Knobs.Trials / MostSharesMadeAgain);
            for (var trial = 0; one.Trials.Count < context.Knobs.Trials; trial++)
            {
                Show(context, one);
                var gate = $"race-{policy.Name}-{context.Knobs.Seed}-{trial}";
                var outcome = await new ForcedTrial(
                    context.Fleet, policy.Name, FirstProduct + trial, gate, one.History).RunAsync(ct);
                if (outcome.IsRace || trial >= most) one.Trials.Add(outcome);
            }
            one.RefusedFills = await RefusedAsync(context, policy, ct) - refused;
            Show(context, one);
        }
        return ForcedReport.Write(series, context.Fleet.Replicas.Count);
    }

    private static Task<long> RefusedAsync(
        ScenarioContext context, LabPolicy policy, CancellationToken ct) =>
        context.Fleet.RefusedFillsAsync(ProductClient.Family, policy.Name, ct);

    private static void Show(ScenarioContext context, ForcedSeries series) =>
        context.Live.Show(new LiveFrame(
            $"race, forced, {series.Policy.Name}",
            series.Trials.Count,
            context.Knobs.Trials,
            "trials",
            [("stale", $"{series.Stale.Count}"), ("readers held", $"{series.Held}")]));
}
