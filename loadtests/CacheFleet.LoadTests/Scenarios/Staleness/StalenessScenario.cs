using System.Globalization;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Staleness;

/// <summary>
/// D1: how old answers get when hot products are written at one replica and read at all.
/// </summary>
public sealed class StalenessScenario : IScenario
{
    // Nobody else's products: what another scenario leaves behind is no part of this history.
    private const int FirstProduct = 80_001;
    private const double SecondsInFull = 10;

    private static readonly Knob Keys = new("--keys", "hot products (100)", 100, 1, 10_000);
    private static readonly Knob Seconds = Knob.Time("--lasting", "length of the mixed load (30s)", 30, 1, 600);
    private static readonly Knob Reads = new("--reads", "reads per second (1667)", 1_667, 1, 50_000);
    private static readonly Knob Writes = new("--writes", "writes per second (167)", 167, 1, 10_000);

    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    // Replicas that have just started compile what they run for the first time.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public string Name => "staleness";

    public IReadOnlyList<string> Proves => ["D1"];

    public string Title => "How old answers get under mixed load, with memory in every replica";

    public string What =>
        "Clients read and write hot products at all replicas, each of which answers from its own memory. Counted are "
        + "reads of what had been superseded, to anybody's knowledge, when they began, and what is still old "
        + "afterwards.";

    public IReadOnlyList<Knob> OwnKnobs => [Keys, Seconds, Reads, Writes];

    public IReadOnlyList<Knobs> InFull(Knobs given) => [given.Default(Seconds, SecondsInFull)];

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var (fleet, knobs) = (context.Fleet, context.Knobs);
        var log = new LogClient(fleet);
        var keys = knobs.Whole(Keys);
        context.Live.Show(new LiveFrame("warming up", 0, knobs.Of(Seconds), "s", []));
        using (var elsewhere = new MixedLoad(fleet, FirstProduct + keys, keys, knobs.Seed, ct))
        {
            await elsewhere.WarmUpAsync(WarmUp);
            await RunAsync(elsewhere, knobs, WarmUp, ct);
        }

        await log.DrainAsync(TimeSpan.FromMinutes(2), ct);
        using var load = new MixedLoad(fleet, FirstProduct, keys, knobs.Seed, ct);
        await load.BeginAsync();
        foreach (var replica in fleet.Replicas)
            await log.TakeJournalAsync(replica, ct);

        context.Live.Show(new LiveFrame("mixed load", 0, knobs.Of(Seconds), "s", []));
        var stats = await RunAsync(load, knobs, knobs.Time(Seconds), ct);
        context.Live.Show(new LiveFrame("quiet", knobs.Of(Seconds), knobs.Of(Seconds), "s", []));
        await Task.Delay(Quiet, ct);
        var staleKeys = await load.CountStaleKeysAsync();
        var journals = new List<IReadOnlyList<JournalAnswer>>();
        foreach (var replica in fleet.Replicas)
            journals.Add(await log.TakeJournalAsync(replica, ct));
        return StalenessReport.Write(new StalenessFigures(
            load.History.Check(Bound), Bound, staleKeys, keys, fleet.Replicas.Count, load.Clients,
            stats.Values.Sum(one => one.Failed), DropLags.Of("hinted", journals), DropLags.Of("logged", journals)))
            with
        {
            Knobs = new Dictionary<string, string>
            {
                ["seed"] = knobs.Seed.ToString(CultureInfo.InvariantCulture),
                ["keys"] = keys.ToString(CultureInfo.InvariantCulture),
                ["reads/s"] = knobs.Whole(Reads).ToString(CultureInfo.InvariantCulture),
                ["writes/s"] = knobs.Whole(Writes).ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    private static Task<IReadOnlyDictionary<string, OpenLoadStats>> RunAsync(
        MixedLoad load, Knobs knobs, TimeSpan during, CancellationToken ct) => OpenLoad.RunAsync(during, ct,
            new OpenLoad("reads", knobs.Whole(Reads), load.ReadAsync),
            new OpenLoad("writes", knobs.Whole(Writes), load.WriteAsync));
}
