using System.Diagnostics;
using CacheFleet.Benchmarks.Nodes;
using CacheFleet.Caching;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;
using CacheFleet.Testing;

namespace CacheFleet.Benchmarks.Cases;

/// <summary>
/// A process is stopped in the middle of its loads, past its leases, and goes on afterwards (B6).
/// </summary>
internal sealed class PausedHolder : IBenchmark
{
    private const int Keys = 10;
    private const double MostWaitMs = 2_500;

    private static readonly Column Refused = new(
        "lateFillsRefused", "late fills refused", "fills of the resumed process that Redis refused", "0");

    private static readonly Column Stored = new(
        "lateFillsStored", "late fills stored", "fills of the resumed process that were taken", "0");

    private static readonly Column Stale = new(
        "coldReadsStale", "cold reads stale", "later reads of a new process that got the old value", "0");

    public string Name => "paused-holder";

    public string Title => "A holder that is stopped past its lease";

    public string What => $"Another process takes the leases of {Keys} keys and reads their rows; it is "
        + "stopped (SIGSTOP) before it fills them. The rows change, and survivors ask for them: their "
        + "waits are measured. The process goes on (SIGCONT) and fills; a cold process reads.";

    public async Task<Findings> RunAsync(Effort effort)
    {
        await using var redis = await RedisServer.RunAsync();
        var lease = await MeasureAsync(redis, Policies.Leased, effort);
        var locked = await MeasureAsync(redis, Policies.Locked, effort);
        return new Findings(
            [Refused, Stored, Stale, Figures.P50, Figures.Max],
            [lease.Row("lease"), locked.Row("lock")],
            [.. lease.Checks("lease"), .. locked.Checks("lock")],
            []);
    }

    private static async Task<Tally> MeasureAsync(
        RedisServer redis, EntryPolicy policy, Effort effort)
    {
        var tally = new Tally();
        for (var round = 0; round < effort.Rounds(2, 10); round++)
        {
            var first = round * Keys;
            await using var holder =
                await Holder.StartAsync(redis.ConnectionString, policy, first, Keys);
            holder.Stop();
            await using (var survivor =
                await Versioned.StartAsync(redis.ConnectionString, policy, version: 2))
            {
                tally.Add(await WaitsAsync(survivor, first));
            }

            tally.Add(await holder.GoOnAsync());
            await using var cold =
                await Versioned.StartAsync(redis.ConnectionString, policy, version: 3);
            for (var id = first; id < first + Keys; id++)
                tally.AddCold((await cold.ReadAsync(id)).Value);
        }

        return tally;
    }

    private static async Task<TimeSpan[]> WaitsAsync(Node<string> survivor, int first) =>
        await Task.WhenAll(Enumerable.Range(first, Keys).Select(async id =>
        {
            var begun = Stopwatch.GetTimestamp();
            var answer = await survivor.ReadAsync(id);
            if (answer.Value != "v2")
                throw new InvalidOperationException($"A survivor got {answer.Value}.");
            return Stopwatch.GetElapsedTime(begun);
        }));

    private sealed class Tally
    {
        private readonly LatencyHistogram _waits = new();
        private int _refused;
        private int _stored;
        private int _stale;

        public void Add(TimeSpan[] waits)
        {
            foreach (var wait in waits)
                _waits.Record(wait);
        }

        public void Add((int Refused, int Stored) late)
        {
            _refused += late.Refused;
            _stored += late.Stored;
        }

        public void AddCold(string value) => _stale += value == "v1" ? 1 : 0;

        public Row Row(string policy) => new("B6", policy, _waits.Count)
        {
            Values =
            {
                [Refused.Key] = _refused,
                [Stored.Key] = _stored,
                [Stale.Key] = _stale,
                [Figures.P50.Key] = _waits.PercentileMs(50),
                [Figures.Max.Key] = _waits.MaxMs,
            },
        };

        public IEnumerable<Check> Checks(string policy) =>
        [
            Figures.AtLeast($"{policy}: late fills refused", 1, _refused),
            Figures.Exactly($"{policy}: late fills stored, of {_waits.Count}", 0, _stored),
            Figures.Exactly($"{policy}: cold reads stale, of {_waits.Count}", 0, _stale),
            Figures.AtMost($"{policy}: longest wait of a survivor", MostWaitMs, _waits.MaxMs, " ms"),
        ];
    }
}
