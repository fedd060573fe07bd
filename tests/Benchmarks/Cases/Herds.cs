using System.Diagnostics;
using CacheFleet.Benchmarks.Measuring;
using CacheFleet.Benchmarks.Nodes;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;
using CacheFleet.Testing;

namespace CacheFleet.Benchmarks.Cases;

/// <summary>Many callers, one key that nobody has: in one process, and over eight.</summary>
internal sealed class Herds : IBenchmark
{
    private const int Nodes = 8;
    private const int CallersPerNode = 8;
    private const double SlowestMs = 60;
    private static readonly TimeSpan LoadTakes = TimeSpan.FromMilliseconds(50);

    private static readonly Column Loads =
        new("loadsPerRun", "loads", "loads per run: mean", "0.00");

    private static readonly Column PerCaller = new(
        "microsecondsPerCaller", "µs per caller", "whole run, without the load, over its callers", "0.00");

    private static readonly Column Slowest = new(
        "slowestMs", "slowest ms", "the last caller's answer: median of the runs", "0.0");

    private static readonly Column Worst =
        new("worstMs", "worst ms", "the last caller's answer: worst run", "0.0");

    public string Name => "herd";

    public string Title => "Callers on one missing key";

    public string What => $"A loader that takes {LoadTakes.TotalMilliseconds} ms. One process: all "
        + $"callers ask at once, no L1. {Nodes} nodes: caches with an L1 and a connection each on one "
        + $"Redis, {CallersPerNode} callers each, who all ask at once; a new key for every run.";

    public async Task<Findings> RunAsync(Effort effort)
    {
        await using var redis = await RedisServer.RunAsync();
        var alone = await RunAsync(redis, 1, 1_000, effort.Rounds(10, 30));
        var crowd = await RunAsync(redis, 1, 10_000, effort.Rounds(5, 15));
        var fleet = await RunAsync(redis, Nodes, CallersPerNode, effort.Rounds(25, 100));
        return new Findings(
            [Loads, PerCaller, Slowest, Worst, Figures.P50, Figures.P99],
            [
                alone.Row("1 process, 1,000 callers"),
                crowd.Row("1 process, 10,000 callers"),
                fleet.Row($"{Nodes} nodes, {CallersPerNode} callers each"),
            ],
            [
                Figures.Exactly("loads, 1,000 callers", 1, alone.LoadsPerRun),
                Figures.Exactly("loads, 10,000 callers", 1, crowd.LoadsPerRun),
                Figures.Exactly($"loads, {Nodes} nodes", 1, fleet.LoadsPerRun),
                Figures.AtMost($"slowest caller of {Nodes} nodes, median of {fleet.Runs} runs",
                    SlowestMs, fleet.SlowestMs, " ms"),
            ],
            [])
        {
            Notes = [$"{Nodes} nodes: {fleet.RunsWithin(SlowestMs)} of {fleet.Runs} runs within {SlowestMs} ms"],
        };
    }

    private static async Task<Tally> RunAsync(RedisServer redis, int nodes, int callers, int runs)
    {
        var loads = 0;
        var caches = new List<Node<ReadOnlyMemory<byte>>>();
        for (var i = 0; i < nodes; i++)
        {
            caches.Add(await RawNode.StartAsync(redis.ConnectionString, async _ =>
            {
                Interlocked.Increment(ref loads);
                await Task.Delay(LoadTakes);
            }, nodes > 1 ? Policies.Near : Policies.Leased));
        }

        var tally = new Tally(nodes * callers);
        for (var run = -3; run < runs; run++)
        {
            loads = 0;
            var latencies = await AskAsync(caches, callers, (nodes * 1_000_000L) + (callers * 1_000L) + run);
            if (run >= 0)
                tally.Add(latencies, loads);
        }

        foreach (var cache in caches)
            await cache.DisposeAsync();
        return tally;
    }

    private static async Task<TimeSpan[]> AskAsync(
        List<Node<ReadOnlyMemory<byte>>> caches, int callers, long id)
    {
        var begun = Stopwatch.GetTimestamp();
        var asked = caches.SelectMany(cache => Enumerable.Range(0, callers).Select(async _ =>
        {
            await cache.ReadAsync(id);
            return Stopwatch.GetElapsedTime(begun);
        }));
        return await Task.WhenAll(asked);
    }

    private sealed class Tally(int callers)
    {
        private readonly LatencyHistogram _latencies = new();
        private readonly List<double> _slowest = [];
        private int _loads;

        public int Runs => _slowest.Count;

        public double LoadsPerRun => (double)_loads / Runs;

        public double SlowestMs => Median.Of(_slowest);

        public int RunsWithin(double milliseconds) => _slowest.Count(one => one <= milliseconds);

        public void Add(TimeSpan[] latencies, int loads)
        {
            foreach (var latency in latencies)
                _latencies.Record(latency);
            _slowest.Add(latencies.Max().TotalMilliseconds);
            _loads += loads;
        }

        public Row Row(string id) => new(id, "lease", _latencies.Count)
        {
            Values =
            {
                [Loads.Key] = LoadsPerRun,
                [PerCaller.Key] = (SlowestMs - LoadTakes.TotalMilliseconds) * 1_000 / callers,
                [Slowest.Key] = SlowestMs,
                [Worst.Key] = _slowest.Max(),
                [Figures.P50.Key] = _latencies.PercentileMs(50),
                [Figures.P99.Key] = _latencies.PercentileMs(99),
            },
        };
    }
}
