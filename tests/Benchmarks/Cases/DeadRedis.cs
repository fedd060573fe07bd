using CacheFleet.Benchmarks.Measuring;
using CacheFleet.Benchmarks.Nodes;
using CacheFleet.LoadTests.Results;
using CacheFleet.Testing;

namespace CacheFleet.Benchmarks.Cases;

/// <summary>What a read costs while Redis is dead, beside what the origin takes anyway.</summary>
internal sealed class DeadRedis : IBenchmark
{
    private const int Callers = 16;
    private const double MostExtraMs = 5;
    private static readonly TimeSpan LoadTakes = TimeSpan.FromMilliseconds(10);

    public string Name => "dead-redis";

    public string Title => "Reads while Redis is dead";

    public string What => $"{Callers} callers on distinct keys, an origin that takes "
        + $"{LoadTakes.TotalMilliseconds} ms. The origin asked directly, then through the cache after "
        + "SIGKILL and after SIGSTOP of Redis, once the circuit is open.";

    public async Task<Findings> RunAsync(Effort effort)
    {
        var origin = await MeasureAsync(effort, async (_, _) => await Task.Delay(LoadTakes));
        var killed = await InTheDarkAsync(effort, redis => redis.KillAsync(), _ => { });
        var paused = await InTheDarkAsync(effort, redis =>
        {
            redis.Pause();
            return Task.CompletedTask;
        }, redis => redis.Resume());
        return new Findings(
            [Figures.P50, Figures.P99, Figures.Max, Figures.PerSecond, Figures.Cpu],
            [
                Row("origin alone", "none", origin),
                Row("Redis killed", "lease", killed),
                Row("Redis standing still", "lease", paused),
            ],
            [
                Figures.AtMost("p99 above the origin's, Redis killed", MostExtraMs,
                    killed.P99Ms - origin.P99Ms, " ms"),
                Figures.AtMost("p99 above the origin's, Redis standing still", MostExtraMs,
                    paused.P99Ms - origin.P99Ms, " ms"),
            ],
            [])
        {
            Notes = ["While Redis stands still, one caller every 250 ms asks it and waits for the time "
                + "limit of a second: the maximum shows it."],
        };
    }

    private static async Task<Measured> InTheDarkAsync(
        Effort effort, Func<RedisServer, Task> darken, Action<RedisServer> lighten)
    {
        await using var redis = await RedisServer.RunAsync();
        await using var node =
            await RawNode.StartAsync(redis.ConnectionString, _ => Task.Delay(LoadTakes));
        await node.ReadAsync(-1);
        await darken(redis);
        // Until the circuit is open: the first callers pay the time limit.
        await Task.WhenAll(Enumerable.Range(-20, 18).Select(id => node.ReadAsync(id).AsTask()));
        long next = 0;
        var measured = await MeasureAsync(effort, async (_, _) =>
        {
            var answer = await node.ReadAsync(Interlocked.Increment(ref next));
            if (answer.Outcome != Caching.ReadOutcome.StoreDark)
                throw new InvalidOperationException($"Not dark but {answer.Outcome}.");
        });
        lighten(redis);
        return measured;
    }

    private static async Task<Measured> MeasureAsync(Effort effort, Operation operation)
    {
        var measured = new Measured();
        await new ClosedLoop(Callers, operation).RunAsync(effort.Slice * 3, measured);
        return measured;
    }

    private static Row Row(string id, string policy, Measured measured)
    {
        var row = Figures.Row(id, policy, measured);
        row.Values[Figures.Max.Key] = measured.MaxMs;
        return row;
    }
}
