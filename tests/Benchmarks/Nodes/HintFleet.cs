using System.Collections.Concurrent;
using System.Diagnostics;
using CacheFleet.Benchmarks.Measuring;
using CacheFleet.Caching;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Benchmarks.Nodes;

/// <summary>Three nodes over one Redis and one source of truth; they take turns.</summary>
internal sealed class HintFleet : IAsyncDisposable
{
    public const int Nodes = 3;
    public const int Keys = 100;

    private readonly HintNode[] _nodes = new HintNode[Nodes];
    private readonly long[] _rows = Enumerable.Repeat(1L, Keys).ToArray();
    private readonly int[] _picks;
    private ConcurrentQueue<Write> _writes = new();
    private int _writeTurn;
    private int _readTurn;
    private int _reads;
    private int _nearHits;
    private int _troubles;

    private HintFleet(int seed)
    {
        var random = new Random(seed);
        _picks = [.. Enumerable.Range(0, 9_973).Select(_ => random.Next(Keys))];
    }

    /// <summary>The share of reads that were answered from an L1.</summary>
    public double NearShare => (double)_nearHits / Math.Max(1, _reads);

    /// <summary>Hints that left something older in an L1.</summary>
    public int Left => _nodes.Sum(node => node.Left);

    public static async Task<HintFleet> StartAsync(string redis, int seed)
    {
        var fleet = new HintFleet(seed);
        for (var i = 0; i < Nodes; i++)
        {
            fleet._nodes[i] = await HintNode.StartAsync(
                redis, key => Volatile.Read(ref fleet._rows[key]));
        }

        return fleet;
    }

    public async Task ReadAsync()
    {
        var turn = Interlocked.Increment(ref _readTurn);
        var answer = await _nodes[turn % Nodes].ReadAsync(Pick(turn * 7L));
        Interlocked.Increment(ref _reads);
        if (answer.Tier == Tier.Near)
            Interlocked.Increment(ref _nearHits);
    }

    public async Task WriteAsync()
    {
        var turn = Interlocked.Increment(ref _writeTurn);
        var (writer, key) = (turn % Nodes, Pick(turn * 11L));
        var holders = HoldersOf(key);
        var version = Interlocked.Increment(ref _rows[key]);
        var committedAt = Stopwatch.GetTimestamp();
        var trouble = await _nodes[writer].InvalidateAsync(key, version);
        var returnedAt = Stopwatch.GetTimestamp();
        // Where Redis did not answer there may be no hint: that one is for the log to repair.
        if (trouble == StoreTrouble.None)
            _writes.Enqueue(new Write(key, version, writer, committedAt, returnedAt, holders));
        else
            Interlocked.Increment(ref _troubles);
    }

    /// <summary>
    /// Takes what was written and heard since it was asked last, once all hints have come, and how many invalidations
    /// Redis did not answer.
    /// </summary>
    public async Task<(int Writes, int Troubles, HintLags Lags)> TakeAsync()
    {
        var writes = Interlocked.Exchange(ref _writes, new());
        var troubles = Interlocked.Exchange(ref _troubles, 0);
        var heard = Enumerable.Repeat(new List<Heard>(), Nodes).ToArray();
        // Whatever has not come by then is lost.
        var begun = Stopwatch.GetTimestamp();
        HintLags lags;
        do
        {
            await Task.Delay(50);
            heard = [.. heard.Zip(_nodes, (known, node) => known.Concat(node.Take()).ToList())];
            lags = HintLags.Of(writes, heard);
        }
        while (lags.Lost > 0 && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(5));
        return (writes.Count, troubles, lags);
    }

    /// <summary>How many entries any L1 would answer older than their rows are.</summary>
    public int CountOld() => Enumerable.Range(0, Keys).Sum(key =>
        _nodes.Count(node => node.VersionOf(key) < Volatile.Read(ref _rows[key])));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private int HoldersOf(int key)
    {
        var holders = 0;
        for (var i = 0; i < Nodes; i++)
            holders |= _nodes[i].VersionOf(key) is null ? 0 : 1 << i;
        return holders;
    }

    private int Pick(long turn) => _picks[(int)(turn % _picks.Length)];
}
