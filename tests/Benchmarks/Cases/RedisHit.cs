using CacheFleet.Benchmarks.Measuring;
using CacheFleet.Benchmarks.Nodes;
using CacheFleet.LoadTests.Results;
using CacheFleet.Testing;
using StackExchange.Redis;

namespace CacheFleet.Benchmarks.Cases;

/// <summary>What the guards cost on the way to Redis and back.</summary>
internal sealed class RedisHit : IBenchmark
{
    private const int Keys = 1_000;
    private const double Goal = 0.85;

    // Not the goal: what it is now, less what a busy machine takes. A check that always fails
    // guards nothing.
    private const double LeastRatio = 0.5;

    // Short, so that whatever else the machine does falls upon both.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.15);
    private const double MostBytes = 1.5;

    public string Name => "redis-hit";

    public string Title => "A hit from Redis";

    public string What => $"Fresh hits of {Payload.Length} bytes on {Keys} keys through the public API "
        + "without an L1, in turns with the bare client's GET of the same payload on a connection "
        + "like it. The ratio is the median over the rounds.";

    public async Task<Findings> RunAsync(Effort effort)
    {
        await using var redis = await RedisServer.RunAsync();
        await using var node = await RawNode.StartAsync(redis.ConnectionString);
        await using var bare = await RawNode.StartAsync(redis.ConnectionString);
        var keys = await FillAsync(node, bare.Redis.GetDatabase());

        var rows = new List<Row>();
        var checks = new List<Check>();
        var notes = new List<string>();
        foreach (var callers in new[] { 64, 256 })
        {
            var duel = Pair(callers, node, bare.Redis.GetDatabase(), keys);
            await duel.RunAsync(effort.Rounds(40, 120), Slice);
            rows.Add(Figures.Row($"{callers} callers", "bare GET", duel.Plain));
            rows.Add(Figures.Row($"{callers} callers", "lease", duel.Ours));
            notes.Add($"{callers} callers: {duel.Spread}; the goal is {Goal}");
            if (callers == 64)
            {
                checks.Add(Figures.AtLeast("throughput to the bare GET, 64 callers", LeastRatio, duel.Ratio));
                checks.Add(Figures.AtMost("bytes to the bare GET, 64 callers", MostBytes,
                    duel.Ours.BytesPerOperation / duel.Plain.BytesPerOperation));
            }
        }

        return new Findings(
            [Figures.PerSecond, Figures.P50, Figures.P99, Figures.Cpu, Figures.Bytes], rows, checks, [])
        {
            Notes = notes,
        };
    }

    private static Duel Pair(int callers, Node<ReadOnlyMemory<byte>> node, IDatabase bare, RedisKey[] keys) => new(
        new ClosedLoop(callers, async (caller, turn) =>
        {
            var found = (byte[]?)await bare.StringGetAsync(keys[Pick(caller, turn)]);
            if (found!.Length != Payload.Length)
                throw new InvalidOperationException("The bare client read something else.");
        }),
        new ClosedLoop(callers, async (caller, turn) =>
        {
            var answer = await node.ReadAsync(Pick(caller, turn));
            if (answer.Outcome != Caching.ReadOutcome.Hit || answer.Value.Length != Payload.Length)
                throw new InvalidOperationException($"No hit but {answer.Outcome}.");
        }));

    private static async Task<RedisKey[]> FillAsync(Node<ReadOnlyMemory<byte>> node, IDatabase bare)
    {
        var keys = Enumerable.Range(0, Keys).Select(i => (RedisKey)$"bare:{i}").ToArray();
        for (var i = 0; i < Keys; i++)
        {
            await bare.StringSetAsync(keys[i], Payload.Bytes);
            await node.ReadAsync(i);
            await node.ReadAsync(i);
        }

        return keys;
    }

    // Every caller walks over all keys, each from its own place and at its own pace.
    private static int Pick(int caller, long turn) => (int)(((turn * 7) + (caller * 131L)) % Keys);
}
