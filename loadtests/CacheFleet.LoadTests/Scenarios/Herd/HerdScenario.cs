using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Herd;

/// <summary>B1, B2: the dogpile, and which policy calms it.</summary>
public sealed class HerdScenario : IScenario
{
    private const int ExpiriesInFull = 30;

    public string Name => "herd";

    public IReadOnlyList<string> Proves => ["B1", "B2", "B3", "B4"];

    public string Title => "A herd at the instant of expiry";

    public string What =>
        "One expensive hot entry (the bestsellers ranking) expires, and at that instant a herd "
        + "of requests for it arrives at all replicas at once. Counted is how often the origin "
        + "had to compute it again for one expiry.";

    public IReadOnlyList<string> Listens => ["--policy", "--herd", "--expiries", "--kill-one"];

    public TimeSpan Limit => TimeSpan.FromMinutes(9);

    // 30 expiries of each policy that the four rows compare: fewer leave the mean of early draws
    // open.
    public IReadOnlyList<Knobs> InFull(Knobs given) =>
    [
        given with
        {
            Chosen = given.Chosen ?? LabPolicies.Dogpile,
            Expiries = given.Expiries ?? ExpiriesInFull,
        },
    ];

    public Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct) =>
        context.Knobs.KillOne ? new KillRun(context).RunAsync(ct) : CompareAsync(context, ct);

    private static async Task<Findings> CompareAsync(ScenarioContext context, CancellationToken ct)
    {
        var series = new List<HerdSeries>();
        // Early recomputation needs somebody who asks early. All policies then meet the same load.
        var approached = context.Knobs.Policies.Any(policy => policy.Mean is not null);
        // Processes that have never met a herd are slow at their first: in long runs it is not counted.
        if (context.Knobs.Expiries >= ExpiriesInFull)
            await MeasureAsync(context, context.Knobs.Policies[0], expiries: 1, approached, ct);
        foreach (var policy in context.Knobs.Policies)
        {
            var expiries = context.Knobs.Expiries ?? policy.Expiries;
            series.Add(await MeasureAsync(context, policy, expiries, approached, ct));
        }
        return HerdReport.Write(context, series, approached);
    }

    private static async Task<HerdSeries> MeasureAsync(
        ScenarioContext context, LabPolicy policy, int expiries, bool approached, CancellationToken ct)
    {
        var (fleet, knobs, live) = (context.Fleet, context.Knobs, context.Live);
        var series = new HerdSeries(policy);
        var entry = new HotEntry(fleet, policy.Name);
        Show(live, series, expiries);
        using var herd = await HerdConnections.OpenAsync(
            fleet.Replicas, knobs.Herd, HotEntry.Path, policy.Name, ct);
        using var approach = new Approach(fleet.Replicas, HotEntry.Path, policy.Name);
        while (series.Expiries.Count < expiries)
        {
            await herd.WarmAsync(ct);
            await entry.WarmAsync(ct);
            series.AddWarm(await herd.LaunchAsync(null, ct));
            var before = await fleet.CountAsync(ct);
            var load = approached ? await entry.LoadTimeAsync(ct) : TimeSpan.Zero;
            var arrivals = await MeetExpiryAsync(entry, approached ? approach : null, ct);
            var wave = await herd.LaunchAsync(null, ct);
            series.AddApproach(await arrivals, load);
            series.AddExpiry(
                wave, await CountReading.SettledAsync(fleet, before, HotEntry.Family, ct));
            Show(live, series, expiries);
        }
        return series;
    }

    // Returns at the expiry, perhaps before the last of those who came earlier has been answered.
    private static async Task<Task<Arrival[]>> MeetExpiryAsync(
        HotEntry entry, Approach? approach, CancellationToken ct)
    {
        if (approach is not null)
            return await approach.RunUntilAsync(await entry.EndAsync(Approach.Length, ct), ct);
        await entry.ExpireAsync(ct);
        return Task.FromResult<Arrival[]>([]);
    }

    private static void Show(ILiveView live, HerdSeries series, int expiries)
    {
        List<(string, string)> figures = [("errors", $"{series.Errors}")];
        if (series.Expiries.Count > 0)
        {
            figures.Insert(0, ("recomputes per expiry", string.Join(' ', series.Recomputes)));
            figures.Insert(1, ("p99", $"{series.Latencies.PercentileMs(99):0} ms"));
        }
        var stage = $"herd, {series.Policy.Name}";
        live.Show(new LiveFrame(stage, series.Expiries.Count, expiries, "expiries", figures));
    }
}
