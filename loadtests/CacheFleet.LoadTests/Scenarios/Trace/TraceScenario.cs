using System.Diagnostics;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios.Herd;

namespace CacheFleet.LoadTests.Scenarios.Trace;

/// <summary>F2, F3: a recorded access trace through the whole fleet.</summary>
public sealed class TraceScenario : IScenario
{
    private const int DefaultRate = 1000;
    private const int InsertedAtOnce = 20_000;
    private const string Inserting = "trace: inserting its objects";

    public string Name => "trace";

    public IReadOnlyList<string> Proves => ["F2", "F3"];

    public string Title => "Recorded accesses through the fleet";

    public string What =>
        "Accesses of real clients (or made-up ones with the same skew) are replayed against all "
        + "replicas, beginning with a cold cache, with writes mixed in. Counted are hits, loads "
        + "from the origin by replica and fleet-wide, latency and errors.";

    public IReadOnlyList<string> Listens =>
    [
        "--policy", "--trace", "--layout", "--accesses", "--asap", "--connections", "--pipeline",
        "--rate",
        "--during", "--write-ratio", "--zipf-objects", "--zipf-exponent",
    ];

    public IReadOnlyList<Knobs> InFull(Knobs given) => [given with { AsFastAsPossible = true }];

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        context.Live.Show(new LiveFrame("trace: reading", 0, 0, "accesses", []));
        var plan = await TracePlan.MakeAsync(context.Knobs, ct);
        await InsertAsync(context, plan, ct);
        var series = new List<ReplaySeries>();
        foreach (var policy in context.Knobs.Chosen ?? LabPolicies.Main)
        {
            series.Add(await MeasureAsync(context, plan, policy, ct));
        }
        return TraceReport.Write(context, plan, series);
    }

    private static async Task InsertAsync(
        ScenarioContext context, TracePlan plan, CancellationToken ct)
    {
        var distinct = plan.Accesses.Distinct().ToArray();
        var done = 0;
        foreach (var chunk in distinct.Chunk(InsertedAtOnce))
        {
            context.Live.Show(new LiveFrame(Inserting, done, distinct.Length, "objects", []));
            await context.Fleet.InsertObjectsAsync(chunk, ct);
            done += chunk.Length;
        }
    }

    private static async Task<ReplaySeries> MeasureAsync(
        ScenarioContext context, TracePlan plan, LabPolicy policy, CancellationToken ct)
    {
        var fleet = context.Fleet;
        await fleet.FlushAsync(policy.Name, ct);
        var before = await fleet.CountAsync(ct);
        var (fleetCpu, ownCpu) = (ReplicaProcess.CpuSeconds(fleet.Replicas), OwnCpu());
        var start = Stopwatch.GetTimestamp();
        try
        {
            var series = context.Knobs.AsFastAsPossible
                ? await FastAsync(context, plan, policy, ct)
                : await PacedAsync(context, plan, policy, ct);
            series = series with
            {
                Took = Stopwatch.GetElapsedTime(start),
                FleetCpuSeconds = ReplicaProcess.CpuSeconds(fleet.Replicas) - fleetCpu,
                OwnCpuSeconds = OwnCpu() - ownCpu,
            };
            var loads = await CountReading.SettledAsync(fleet, before, ReplaySeries.Family, ct);
            return series with { Loads = loads };
        }
        finally
        {
            await fleet.FlushAsync(policy.Name, CancellationToken.None);
        }
    }

    private static async Task<ReplaySeries> FastAsync(
        ScenarioContext context, TracePlan plan, LabPolicy policy, CancellationToken ct)
    {
        var replay = new FastReplay(context, plan, policy.Name);
        var tally = await ShowingAsync(context, replay.Progress, policy, () => replay.RunAsync(ct));
        return Unfinished(policy, tally, plan.Accesses.Length, replay.Progress) with
        {
            P50Ms = tally.Latencies.PercentileMs(50),
            P99Ms = tally.Latencies.PercentileMs(99),
        };
    }

    private static async Task<ReplaySeries> PacedAsync(
        ScenarioContext context, TracePlan plan, LabPolicy policy, CancellationToken ct)
    {
        var rate = context.Knobs.Rate ?? DefaultRate;
        var replay = new PacedReplay(context, plan, policy.Name, rate);
        var (tally, stats) =
            await ShowingAsync(context, replay.Progress, policy, () => replay.RunAsync(ct));
        var wanted = (long)(rate * context.Knobs.During.TotalSeconds);
        return Unfinished(policy, tally, wanted, replay.Progress) with
        {
            P50Ms = stats.P50Ms,
            P99Ms = stats.P99Ms,
        };
    }

    private static ReplaySeries Unfinished(
        LabPolicy policy, ReplayTally tally, long wanted, ReplayProgress progress) =>
        new(policy, tally, wanted, default, new LoadCounts(
            new Dictionary<LoadKey, long>(), new Dictionary<string, long>()), 0, 0, progress.Rates);

    private static async Task<T> ShowingAsync<T>(
        ScenarioContext context, ReplayProgress progress, LabPolicy policy, Func<Task<T>> replay)
    {
        using var finished = new CancellationTokenSource();
        var showing = progress.ShowAsync(context.Live, $"trace, {policy.Name}", finished.Token);
        try
        {
            return await replay();
        }
        finally
        {
            await finished.CancelAsync();
            await showing;
        }
    }

    private static double OwnCpu()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }
}
