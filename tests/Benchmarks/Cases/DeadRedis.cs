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
        + $"{LoadTakes.TotalMilliseconds} ms. After SIGKILL and after SIGSTOP of Redis, once the "
        + "circuit is open: through the cache, in turns with the origin asked directly.";

    public async Task<Findings> RunAsync(Effort effort)
    {
        var killed = await InTheDarkAsync(effort, redis => redis.KillAsync(), _ => { });
        var paused = await InTheDarkAsync(effort, redis =>
        {
            redis.Pause();
            return Task.CompletedTask;
        }, redis => redis.Resume());
        return new Findings(
            [Figures.P50, Figures.P99, Figures.Max, Figures.PerSecond, Figures.Cpu],
            [
                Row("Redis killed", "origin alone", killed.Plain),
                Row("Redis killed", "lease", killed.Ours),
                Row("Redis standing still", "origin alone", paused.Plain),
                Row("Redis standing still", "lease", paused.Ours),
            ],
            [
                Figures.AtMost("p99 above the origin's, Redis killed", MostExtraMs,
                    killed.Ours.P99Ms - killed.Plain.P99Ms, " ms"),
                Figures.AtMost("p99 above the origin's, Redis standing still", MostExtraMs,
                    paused.Ours.P99Ms - paused.Plain.P99Ms, " ms"),
            ],
            []);
    }

    private static async Task<Duel> InTheDarkAsync(
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
        var duel = new Duel(
            new ClosedLoop(Callers, async (_, _) => await Task.Delay(LoadTakes)),
            new ClosedLoop(Callers, async (_, _) =>
            {
                var answer = await node.ReadAsync(Interlocked.Increment(ref next));
                if (answer.Outcome != Caching.ReadOutcome.StoreDark)
                    throw new InvalidOperationException($"Not dark but {answer.Outcome}.");
            }));
        await duel.RunAsync(effort.Rounds(8, 30), TimeSpan.FromSeconds(0.3));
        lighten(redis);
        return duel;
    }

    private static Row Row(string id, string policy, Measured measured)
    {
        var row = Figures.Row(id, policy, measured);
        row.Values[Figures.Max.Key] = measured.MaxMs;
        return row;
    }
}
