using System.Diagnostics;
using CacheFleet.Caching;
using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Schema;

/// <summary>
/// One rollout: (1) three old processes and a warm cache; (2) users read and write all the time;
/// (3) one process after the other is replaced by a new one, which is started before the old one
/// goes; (4) the load goes on until the new version's keys are warm.
/// </summary>
internal sealed class SchemaRun(ShelfFleet fleet, SchemaWay way, int keys, int seed)
{
    private const int Nodes = 3;
    private const int WritesPerSecond = 20;
    private const int BucketMs = 250;
    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(300);

    private readonly ISchemaNode[] _nodes = new ISchemaNode[Nodes];
    private readonly List<ISchemaNode> _gone = [];
    private readonly SeededChance _chance = new(seed);
    private readonly ClientNumbers _clients = new();
    private readonly History _history = new();
    private ISchemaNode? _newConsumer;
    private long _broken;
    private long _start;
    private int[] _hits = [];
    private int[] _reads = [];

    public static EntryPolicy Policy { get; } = new()
    {
        Name = new PolicyName("rolled"),
        TimeToLive = Ttl.Seconds(600),
        Guard = FillGuard.Lease,
    };

    public async Task<SchemaOutcome> RunAsync(
        int readsPerSecond, TimeSpan during, LoadReasons reasons, CancellationToken ct)
    {
        await fleet.FlushAsync(ct);
        for (var i = 0; i < Nodes; i++) _nodes[i] = await SchemaWay.StartOldAsync(fleet, ct);
        if (way.ConsumerFirst) _newConsumer = await way.StartNewAsync(fleet, ct);
        try
        {
            await WarmAsync(ct);
            var undecodable = reasons.Loads(Policy.Name.ToString(), "undecodable");
            (_hits, _reads) = (new int[BucketsOf(during)], new int[BucketsOf(during)]);
            _start = Stopwatch.GetTimestamp();
            var rolling = RollAsync(during / (Nodes + 1), ct);
            var stats = await OpenLoad.RunAsync(
                during, ct,
                new OpenLoad("reads", readsPerSecond, () => _clients.AsOneAsync(one => ReadAsync(one, ct))),
                new OpenLoad("writes", WritesPerSecond, () => _clients.AsOneAsync(WriteAsync)));
            await rolling;
            return new SchemaOutcome(
                way, SessionReport.Of(way.Name, _history), stats["reads"].Failed,
                Interlocked.Read(ref _broken),
                reasons.Loads(Policy.Name.ToString(), "undecodable") - undecodable,
                new OriginRate(fleet.Origin.LoadInstants, _start, during),
                [.. _reads.Select((of, i) => of == 0 ? (double?)null : 100.0 * _hits[i] / of)]);
        }
        finally
        {
            ISchemaNode?[] all = [.. _nodes, .. _gone, _newConsumer];
            foreach (var node in all.OfType<ISchemaNode>()) await node.DisposeAsync();
        }
    }

    private async Task WarmAsync(CancellationToken ct)
    {
        for (var key = 1; key <= keys; key++)
        {
            var answer = await _nodes[key % Nodes].ReadAsync(Invariant($"{key}"), ct);
            _history.Begin(key, answer.Version);
        }
    }

    private async Task RollAsync(TimeSpan between, CancellationToken ct)
    {
        for (var i = 0; i < Nodes; i++)
        {
            await Task.Delay(between, ct);
            var old = _nodes[i];
            _nodes[i] = await way.StartNewAsync(fleet, ct);
            _gone.Add(old);
        }
        // What the last one was asked is answered by now.
        await Task.Delay(Drain, ct);
    }

    private async Task<string?> ReadAsync(int client, CancellationToken ct)
    {
        var (key, node) = (DrawKey(), _chance.Next(Nodes));
        var begun = Stopwatch.GetTimestamp();
        var answer = await _nodes[node].ReadAsync(Invariant($"{key}"), ct);
        _history.Read(client, key, begun, answer.Version);
        if (!answer.IsWhole) Interlocked.Increment(ref _broken);
        var bucket = (int)(Stopwatch.GetElapsedTime(_start, begun).TotalMilliseconds / BucketMs);
        if (bucket >= _reads.Length) return null;
        Interlocked.Increment(ref _reads[bucket]);
        if (answer.IsHit) Interlocked.Increment(ref _hits[bucket]);
        return null;
    }

    private async Task<string?> WriteAsync(int client)
    {
        var key = DrawKey();
        var begun = Stopwatch.GetTimestamp();
        var version = await fleet.Origin.ChangeAsync(key, CancellationToken.None);
        await fleet.InvalidateAsync(Invariant($"{key}"), version);
        if (_newConsumer is { } consumer) await consumer.InvalidateAsync(Invariant($"{key}"), version);
        _history.Write(client, key, begun, version);
        return null;
    }

    private int DrawKey() => 1 + _chance.Next(keys);

    private static int BucketsOf(TimeSpan during) => (int)(during.TotalMilliseconds / BucketMs);
}

/// <param name="Way">How it was done.</param>
/// <param name="Sessions">What its clients saw.</param>
/// <param name="Failed">Reads without an answer.</param>
/// <param name="Broken">Reads that answered without a field that must be there.</param>
/// <param name="Undecodable">Loads because an entry was in a shape that could not be read.</param>
/// <param name="Origin">Loads over time.</param>
/// <param name="HitPercent">Hits of a hundred reads, over time.</param>
internal sealed record SchemaOutcome(
    SchemaWay Way, SessionReport Sessions, long Failed, long Broken, long Undecodable,
    OriginRate Origin, IReadOnlyList<double?> HitPercent)
{
    public const double BucketSeconds = 0.25;

    public HistoryReport Saw => Sessions.Saw;
}
