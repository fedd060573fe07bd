using CacheFleet.Benchmarks.Measuring;
using CacheFleet.Benchmarks.Nodes;
using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Redis.Locking;
using CacheFleet.LoadTests.Results;
using CacheFleet.Testing;

namespace CacheFleet.Benchmarks.Cases;

/// <summary>What the fenced lock costs, free and fought over.</summary>
internal sealed class Locks : IBenchmark
{
    private const int Processes = 4;

    public string Name => "lock";

    public string Title => "The fenced lock";

    public string What => "Acquire and release on one Redis: a free lock by one caller and by 64, each "
        + $"with a key of its own; one lock that {Processes} processes of 4 callers each want all the time.";

    public async Task<Findings> RunAsync(Effort effort)
    {
        await using var redis = await RedisServer.RunAsync();
        var nodes = new List<Node<ReadOnlyMemory<byte>>>();
        var locks = new List<FencedLock>();
        for (var i = 0; i < Processes; i++)
        {
            nodes.Add(await RawNode.StartAsync(redis.ConnectionString));
            locks.Add(new FencedLock(new RedisLockStore(nodes[i].Redis), new LockOptions(),
                TimeProvider.System, new Random(effort.Seed + i)));
        }

        var mine = Enumerable.Range(0, 64).Select(i => new LockKey($"mine-{i}")).ToArray();
        var holders = 0;
        var together = 0;
        var one = await MeasureAsync(effort, 1, (_, _) => HoldAsync(locks[0], mine[0]));
        var many = await MeasureAsync(effort, 64, (caller, _) => HoldAsync(locks[0], mine[caller]));
        var hot = await MeasureAsync(effort, Processes * 4, async (caller, _) =>
        {
            await using var lease = await locks[caller % Processes].AcquireAsync(new LockKey("hot"));
            if (Interlocked.Increment(ref holders) > 1)
                Interlocked.Increment(ref together);
            Interlocked.Decrement(ref holders);
        });
        foreach (var fenced in locks)
            await fenced.DisposeAsync();
        foreach (var node in nodes)
            await node.DisposeAsync();
        return new Findings(
            [Figures.PerSecond, Figures.P50, Figures.P99, Figures.Cpu, Figures.Bytes],
            [
                Figures.Row("free, 1 caller", "lock", one),
                Figures.Row("free, 64 callers", "lock", many),
                Figures.Row($"hot, {Processes} processes", "lock", hot),
            ],
            [Figures.Exactly("times that two held the hot lock at once", 0, together)],
            []);
    }

    private static async ValueTask HoldAsync(FencedLock fenced, LockKey key)
    {
        await using var lease = await fenced.AcquireAsync(key);
    }

    private static async Task<Measured> MeasureAsync(Effort effort, int callers, Operation operation)
    {
        var loop = new ClosedLoop(callers, operation);
        await loop.RunAsync(effort.Slice / 2, new Measured());
        var measured = new Measured();
        for (var round = 0; round < effort.Rounds(2, 5); round++)
            await loop.RunAsync(effort.Slice, measured);
        return measured;
    }
}
