using CacheFleet.Benchmarks.Measuring;
using CacheFleet.Benchmarks.Nodes;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using CacheFleet.LoadTests.Statistics;
using CacheFleet.Testing;

namespace CacheFleet.Benchmarks.Cases;

/// <summary>How long after a commit the other nodes' memories have dropped the entry.</summary>
internal sealed class Hints : IBenchmark
{
    private const int WritesPerSecond = 500;
    private const int ReadsPerSecond = 1_700;
    private const int BarePerSecond = 100;
    private const double GoalP50Ms = 0.4;
    private const double GoalP99Ms = 3;

    // Not the goal: a hint is a script and a publication, and a busy machine takes its share of
    // each.
    private const double MostRatio = 4;
    private const double LeastHeld = 0.1;
    private const double MostDark = 0.01;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private static readonly Column P999 =
        new("p999Ms", "p99.9 ms", "999 of 1,000 took at most this long", "0.000");

    public string Name => "hint";

    public string Title => "From a commit to the other nodes' memories";

    public string What => $"{HintFleet.Nodes} nodes with an L1 each, {HintFleet.Keys} hot keys, "
        + $"{WritesPerSecond} writes and {ReadsPerSecond} reads a second in an open model. A write "
        + "changes the row in memory, which is the commit, and invalidates. Measured on each other "
        + "node: until its L1 has dropped the entry, by the hint. Beside it, at the same time, the "
        + $"bare client publishes {BarePerSecond} messages a second, on connections of its own.";

    public async Task<Findings> RunAsync(Effort effort)
    {
        await using var redis = await RedisServer.RunAsync();
        await using var fleet = await HintFleet.StartAsync(redis.ConnectionString, effort.Seed);
        using var bare = await BareNews.StartAsync(redis.ConnectionString, HintFleet.Nodes - 1);
        await LoadAsync(fleet, bare, WarmUp);
        // A cold process may think Redis dark for a while; that is no part of the figures.
        var (_, cold, _) = await fleet.TakeAsync();
        bare.Take();

        await LoadAsync(fleet, bare, TimeSpan.FromSeconds(effort.Short ? 4 : 10));
        var (writes, troubles, lags) = await fleet.TakeAsync();
        var plain = bare.Take();
        return new Findings(
            [Figures.P50, Figures.P99, P999, Figures.Max],
            [
                Row("heard", "bare PUBLISH", plain),
                Row("dropped, since the commit", "lease + L1", lags.FromCommit),
                Row("dropped, of those that held it", "lease + L1", lags.FromCommitHeld),
                Row("dropped, since the invalidation returned", "lease + L1", lags.FromReturn),
            ],
            Checks(fleet, writes, troubles, lags, plain), [])
        {
            Notes = [
                FormattableString.Invariant(
                    $"the goal since the commit is p50 {GoalP50Ms} ms and p99 {GoalP99Ms} ms"),
                FormattableString.Invariant(
                    $"reads answered from an L1: {100 * fleet.NearShare:0} %"),
                $"invalidations of the cold start that Redis did not answer: {cold}",
            ],
        };
    }

    private static Check[] Checks(
        HintFleet fleet, int writes, int troubles, HintLags lags, LatencyHistogram plain)
    {
        var others = (HintFleet.Nodes - 1) * writes;
        return
        [
            Figures.Exactly($"hints lost, of {others}", 0, lags.Lost),
            Figures.AtMost("share of invalidations that Redis did not answer",
                MostDark, (double)troubles / (troubles + writes)),
            Figures.Exactly("hints that left an older entry in an L1", 0, fleet.Left),
            Figures.Exactly("old entries in any L1 afterwards", 0, fleet.CountOld()),
            Figures.AtLeast("share of hints that met an entry to drop",
                LeastHeld, (double)lags.FromCommitHeld.Count / others),
            Figures.AtMost("p50 to the bare PUBLISH's",
                MostRatio, lags.FromCommit.PercentileMs(50) / plain.PercentileMs(50)),
        ];
    }

    private static async Task LoadAsync(HintFleet fleet, BareNews bare, TimeSpan during) =>
        await OpenLoad.RunAsync(during, CancellationToken.None,
            new OpenLoad("writes", WritesPerSecond, () => Done(fleet.WriteAsync())),
            new OpenLoad("reads", ReadsPerSecond, () => Done(fleet.ReadAsync())),
            new OpenLoad("bare", BarePerSecond, () => Done(bare.PublishAsync())));

    private static async Task<string?> Done(Task work)
    {
        await work;
        return null;
    }

    private static Row Row(string id, string policy, LatencyHistogram lags) =>
        new(id, policy, lags.Count)
        {
            Values =
            {
                [Figures.P50.Key] = lags.PercentileMs(50),
                [Figures.P99.Key] = lags.PercentileMs(99),
                [P999.Key] = lags.PercentileMs(99.9),
                [Figures.Max.Key] = lags.MaxMs,
            },
        };
}
