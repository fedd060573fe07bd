using System.Diagnostics;
using System.Globalization;
using CacheFleet.Caching;
using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Expiry;

/// <summary>A12: XFetch on top of jitter leaves nobody to wait at an expiry.</summary>
public sealed class EarlyScenario : LocalScenario
{
    private const int Keys = 50;
    private const int ReadsPerSecond = 3000;
    private const string Jittered = "jitter";
    private const string Early = "jitter+xfetch";

    private static readonly Ttl Life = Ttl.Seconds(4);
    private static readonly TimeSpan OriginDelay = TimeSpan.FromMilliseconds(200);
    private static readonly Knob During = Knob.Time("--early-during", "how long each policy is read", 10, 5, 120);

    private static readonly Column[] Columns =
    [
        new("missesAtExpiry", "misses at expiry",
            "loads because the entry had gone: somebody waited", "#,0"),
        new("earlyLoads", "early loads", "loads before the entry's end, by an early draw", "#,0"),
        new("peakPer100Ms", "peak loads per 100 ms",
            "the most origin loads that began within 100 ms", "#,0"),
        new("sigma", "σ", "standard deviation of the loads per 100 ms", "#,0.##"),
        new("loads", "loads", "origin loads over the whole run", "#,0"),
        new("p50Ms", "p50 ms", "median latency of a read", "#,0.##"),
        new("p99Ms", "p99 ms", "99th percentile of the same", "#,0.##"),
        new("errors", "errors", "reads without an answer", "#,0"),
    ];

    public override string Name => "early-recompute";

    public override IReadOnlyList<string> Proves => ["A12"];

    public override string Title => "XFetch on top of jitter";

    public override string What =>
        "Fifty hot entries with jittered lives expire one after another, and at each expiry all "
        + "readers "
        + "of that entry wait for its recompute. With XFetch a reader recomputes shortly before "
        + "the end "
        + "by chance, the likelier the nearer the end is, so that the entry never goes.";

    public override IReadOnlyList<Knob> OwnKnobs => [During];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var jittered = new EntryPolicy
        {
            Name = new PolicyName(Jittered),
            TimeToLive = Life,
            Jitter = 0.5,
            SingleFlight = true,
        };
        using var reasons = new LoadReasons();
        await using var fleet = await ShelfFleet.StartAsync(
            context.Knobs.Seed, ct, jittered, jittered with { Name = new PolicyName(Early), Beta = 1 });
        fleet.Origin.Delay = OriginDelay;
        var measured = new List<Measured>();
        foreach (var policy in (string[])[Jittered, Early])
            measured.Add(await MeasureAsync(context, fleet, reasons, policy, ct));
        return Report(measured[0], measured[1]);
    }

    private async Task<Measured> MeasureAsync(
        ScenarioContext context, ShelfFleet fleet, LoadReasons reasons, string policy, CancellationToken ct)
    {
        var during = context.Knobs.Time(During);
        Show(context, policy, 0, 1, "runs");
        await Task.WhenAll(Enumerable.Range(1, Keys).Select(key => fleet.ReadAsync(Text(key), policy, ct).AsTask()));
        var (absent, due) = (reasons.Loads(policy, "absent"), reasons.Loads(policy, "due"));
        var start = Stopwatch.GetTimestamp();
        var n = 0;
        var stats = await OpenLoad.RunAsync(during, ct, new OpenLoad("reads", ReadsPerSecond, async () =>
        {
            await fleet.ReadAsync(Text((Interlocked.Increment(ref n) % Keys) + 1), policy, ct);
            return null;
        }));
        Show(context, policy, 1, 1, "runs");
        return new Measured(
            policy, new OriginRate(fleet.Origin.LoadInstants, start, during), stats["reads"],
            reasons.Loads(policy, "absent") - absent, reasons.Loads(policy, "due") - due);
    }

    private static Findings Report(Measured before, Measured after) => new(
        Columns,
        [RowOf(before), RowOf(after)],
        [
            Judging.None("A12", "errors", before.Stats.Failed + after.Stats.Failed),
            Judging.Some("A12", $"{Jittered}: misses at expiry", before.Misses),
            Judging.None("A12", $"{Early}: misses at expiry", after.Misses),
            Judging.Some("A12", $"{Early}: early loads", after.EarlyLoads),
            Judging.AtMost("A12", $"{Early}: peak loads per 100 ms", before.Rate.Peak, after.Rate.Peak),
            Judging.AtMost("A12", $"{Early}: σ of the loads", before.Rate.Sigma, after.Rate.Sigma),
        ],
        [OriginRate.Draw("Origin loads", [(before.Policy, before.Rate), (after.Policy, after.Rate)])])
    {
        Notes =
        [
            Invariant($"{Keys} keys, {ReadsPerSecond:N0} reads a second over {ShelfFleet.Size} caches, ")
                + Invariant($"a recompute takes {OriginDelay.TotalMilliseconds:0} ms, ")
                + Invariant($"entries live {Life.Span.TotalSeconds:0} s less up to half."),
        ],
        Proofs = [new("A12", "misses at expiry; peak and σ of loads per 100 ms", Figures(before), Figures(after))],
    };

    private static string Figures(Measured one) => Invariant(
        $"{one.Misses:N0}; {one.Rate.Peak} and {one.Rate.Sigma:0.##} ({one.Stats.Ok:N0} reads)");

    private static Row RowOf(Measured one) => new("A12", one.Policy, one.Stats.Ok)
    {
        Values =
        {
            ["missesAtExpiry"] = one.Misses,
            ["earlyLoads"] = one.EarlyLoads,
            ["peakPer100Ms"] = one.Rate.Peak,
            ["sigma"] = one.Rate.Sigma,
            ["loads"] = one.Rate.Total,
            ["p50Ms"] = one.Stats.P50Ms,
            ["p99Ms"] = one.Stats.P99Ms,
            ["errors"] = one.Stats.Failed,
        },
    };

    private static string Text(int key) => key.ToString(CultureInfo.InvariantCulture);

    private sealed record Measured(
        string Policy, OriginRate Rate, OpenLoadStats Stats, long Misses, long EarlyLoads);
}
