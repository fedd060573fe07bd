using System.Diagnostics;
using System.Globalization;
using CacheFleet.Caching;
using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;

namespace CacheFleet.Lab.Scenarios.Expiry;

/// <summary>
/// A5, A6, B9: keys that were warmed together expire together, unless jitter spreads them.
/// </summary>
public sealed class ExpiryScenario : LocalScenario
{
    private const int PagesPerSecond = 600;
    private const int KeysPerPage = 10;
    private const double Jitter = 0.9;
    private const int WarmedAtOnce = 90;

    private static readonly Knob Keys = new("--warm-keys", "keys that are warmed together", 1000, 100, 2000);
    private static readonly Knob Life = Knob.Time("--warm-life", "their time to live", 12, 2, 60);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OriginDelay = TimeSpan.FromMilliseconds(20);

    public override string Name => "expiry-storm";

    public override IReadOnlyList<string> Proves => ["A5", "A6", "B9"];

    public override string Title => "Keys warmed together expire together";

    public override string What =>
        "A batch warms many keys at once with the same time to live while users keep reading all "
        + "of "
        + "them; when that time is over, nearly every read goes to the origin. Jitter shortens "
        + "each "
        + "entry's life at random, so that the loads are spread; for one hot key it changes "
        + "nothing.";

    public override IReadOnlyList<Knob> OwnKnobs => [Keys, Life];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var life = Ttl.Of(context.Knobs.Time(Life));
        EntryPolicy[] policies =
        [
            Named("plain", life),
            Named("jitter", life) with { Jitter = Jitter },
            Named("jitter+single-flight", life) with { Jitter = Jitter, SingleFlight = true },
        ];
        await using var fleet = await ShelfFleet.StartAsync(
            context.Knobs.Seed, ct, [.. policies, .. HotKey.Policies]);
        var storms = new List<Storm>();
        foreach (var policy in policies)
            storms.Add(await MeasureAsync(context, fleet, policy.Name.ToString(), ct));
        Show(context, "one hot key", 0, 1, "comparisons");
        var hot = await HotKey.CompareAsync(fleet, ct);
        return ExpiryReport.Write(storms, hot, context.Knobs.Whole(Keys), life.Span);
    }

    private static EntryPolicy Named(string name, Ttl life) =>
        new() { Name = new PolicyName(name), TimeToLive = life };

    private async Task<Storm> MeasureAsync(
        ScenarioContext context, ShelfFleet fleet, string policy, CancellationToken ct)
    {
        var (keys, during) = (context.Knobs.Whole(Keys), context.Knobs.Time(Life) + After);
        Show(context, policy, 0, 1, "storms");
        await fleet.FlushAsync(ct);
        // Without the delay, and once before so that connections are open: the batch itself must be
        // quick.
        fleet.Origin.Delay = TimeSpan.Zero;
        for (var round = 0; round < 2; round++)
        {
            if (round == 1) await fleet.FlushAsync(ct);
            await Parallel.ForEachAsync(
                Enumerable.Range(1, keys),
                new ParallelOptions { MaxDegreeOfParallelism = WarmedAtOnce, CancellationToken = ct },
                async (key, stop) => await fleet.ReadAsync(Text(key), policy, stop));
        }
        fleet.Origin.Delay = OriginDelay;
        var start = Stopwatch.GetTimestamp();
        var page = 0;
        var stats = await OpenLoad.RunAsync(during, ct, new OpenLoad("pages", PagesPerSecond, async () =>
        {
            var random = new Random(context.Knobs.Seed + Interlocked.Increment(ref page));
            await Task.WhenAll(Enumerable.Range(0, KeysPerPage).Select(_ =>
                fleet.ReadAsync(Text(random.Next(1, keys + 1)), policy, ct).AsTask()));
            return null;
        }));
        Show(context, policy, 1, 1, "storms");
        var rate = new OriginRate(fleet.Origin.LoadInstants, start, during);
        return new Storm(policy, rate, stats["pages"], (long)page * KeysPerPage);
    }

    private static string Text(int key) => key.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One policy's storm.</summary>
internal sealed record Storm(string Policy, OriginRate Rate, OpenLoadStats Pages, long Reads);
