using CacheFleet.Benchmarks.Measuring;
using CacheFleet.Benchmarks.Nodes;
using CacheFleet.LoadTests.Results;
using CacheFleet.Testing;
using StackExchange.Redis;

namespace CacheFleet.Benchmarks.Cases;

/// <summary>What a miss costs beside its load: trips, counted by Redis, and throughput.</summary>
internal sealed class MissPath : IBenchmark
{
    private const int Callers = 64;
    private const int Counted = 2_000;
    private const int Warm = 900_000;
    private const double Goal = 45_000;

    // Not the goal: what it is now, less what a busy machine takes. A check that always fails
    // guards nothing.
    private const double LeastRatio = 0.25;

    // Short, so that whatever else the machine does falls upon both.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.2);

    private static readonly Column TripsPerRead = new(
        "tripsPerRead", "trips", "round trips to Redis per read, by INFO commandstats", "0.000");

    public string Name => "miss";

    public string Title => "The path of a miss";

    public string What => $"Reads of {Payload.Length} bytes with a loader that takes no time. Trips: "
        + $"{Counted} reads one after another, counted by Redis. Throughput: {Callers} callers that "
        + "each ask for a key that nobody has asked for yet; every read is a look, a load and a fill. "
        + "In turns with the bare client, which finds nothing by GET and stores by SET.";

    public async Task<Findings> RunAsync(Effort effort)
    {
        await using var redis = await RedisServer.RunAsync();
        await using var node = await RawNode.StartAsync(redis.ConnectionString);
        await using var other = await RawNode.StartAsync(redis.ConnectionString);
        var trips = new RedisTrips(redis);
        await node.ReadAsync(Warm);
        await node.ReadAsync(Warm);

        var miss = await PerReadAsync(trips, node);
        var hit = await PerReadAsync(trips, node);
        var elsewhere = await PerReadAsync(trips, other);
        var duel = await ThroughputAsync(node, effort);
        return new Findings(
            [TripsPerRead, Figures.PerSecond, Figures.P50, Figures.P99, Figures.Cpu, Figures.Bytes],
            [
                Trips("miss", miss),
                Trips("hit where it was loaded", hit),
                Trips("first hit elsewhere", elsewhere),
                Figures.Row($"{Callers} callers", "bare GET and SET", duel.Plain),
                Figures.Row($"{Callers} callers, miss and fill", "lease", duel.Ours),
            ],
            [
                Figures.AtMost("trips of a miss", 2, miss),
                Figures.Exactly("trips of a fresh hit", 1, hit),
                Figures.Exactly("trips of a first hit in another process", 1, elsewhere),
                Figures.AtLeast($"miss and fill to the bare GET and SET, {Callers} callers", LeastRatio, duel.Ratio),
            ],
            [])
        {
            Notes = [
                $"miss and fill to the bare GET and SET: {duel.Spread}",
                FormattableString.Invariant($"misses per second: {duel.Ours.PerSecond:#,0}; the goal is {Goal:#,0}"),
            ],
        };
    }

    private static async Task<double> PerReadAsync(RedisTrips trips, Node<ReadOnlyMemory<byte>> node)
    {
        var counted = await trips.OfAsync(async () =>
        {
            for (var id = 0; id < Counted; id++)
                await node.ReadAsync(id);
        });
        return (double)counted / Counted;
    }

    private static async Task<Duel> ThroughputAsync(Node<ReadOnlyMemory<byte>> node, Effort effort)
    {
        long next = 1_000_000;
        var bare = node.Redis.GetDatabase();
        var duel = new Duel(
            new ClosedLoop(Callers, async (_, _) =>
            {
                RedisKey key = $"bare:{Interlocked.Increment(ref next)}";
                if ((await bare.StringGetAsync(key)).HasValue)
                    throw new InvalidOperationException("The bare client found something.");
                await bare.StringSetAsync(key, Payload.Bytes, Policies.Leased.TimeToLive.Span);
            }),
            new ClosedLoop(Callers, async (_, _) =>
            {
                var answer = await node.ReadAsync(Interlocked.Increment(ref next));
                if (answer.Fill != Caching.FillOutcome.Stored)
                    throw new InvalidOperationException($"No fill but {answer.Fill}.");
            }));
        await duel.RunAsync(effort.Rounds(20, 60), Slice);
        return duel;
    }

    private static Row Trips(string id, double perRead) => new(id, "lease", Counted)
    {
        Values = { [TripsPerRead.Key] = perRead },
    };
}
