using System.Diagnostics;
using CacheFleet.Benchmarks.Nodes;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;
using CacheFleet.Testing;

namespace CacheFleet.Benchmarks.Cases;

/// <summary>A process is stopped in the middle of its loads, past its leases, and goes on afterwards (B6).</summary>
internal sealed class PausedHolder : IBenchmark
{
    private const int Keys = 10;
    private const double MostWaitMs = 2_500;

    private static readonly Column Refused = new(
        "lateFillsRefused", "late fills refused", "fills of the resumed process that Redis refused", "0");

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
        var waits = new LatencyHistogram();
        var (refused, stale, samples) = (0, 0, 0);
        for (var round = 0; round < effort.Rounds(2, 10); round++)
        {
            var first = round * Keys;
            await using var holder = await Holder.StartAsync(redis.ConnectionString, first, Keys);
            holder.Stop();
            await using (var survivor = await Versioned.StartAsync(redis.ConnectionString, version: 2))
            {
                foreach (var wait in await WaitsAsync(survivor, first))
                    waits.Record(wait);
            }

            refused += await holder.GoOnAsync();
            await using var cold = await Versioned.StartAsync(redis.ConnectionString, version: 3);
            for (var id = first; id < first + Keys; id++)
                stale += (await cold.ReadAsync(id)).Value == "v1" ? 1 : 0;
            samples += Keys;
        }

        return new Findings(
            [Refused, Stale, Figures.P50, Figures.Max],
            [
                new Row("B6", "lease", samples)
                {
                    Values =
                    {
                        [Refused.Key] = refused,
                        [Stale.Key] = stale,
                        [Figures.P50.Key] = waits.PercentileMs(50),
                        [Figures.Max.Key] = waits.MaxMs,
                    },
                },
            ],
            [
                Figures.Exactly($"late fills refused, of {samples}", samples, refused),
                Figures.Exactly($"cold reads stale, of {samples}", 0, stale),
                Figures.AtMost("longest wait of a survivor", MostWaitMs, waits.MaxMs, " ms"),
            ],
            []);
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
}
