using System.Diagnostics;
using CacheFleet.Benchmarks.Measuring;
using CacheFleet.Benchmarks.Nodes;
using CacheFleet.Caching;
using CacheFleet.LoadTests.Results;
using CacheFleet.Testing;
using Microsoft.Extensions.Caching.Memory;

namespace CacheFleet.Benchmarks.Cases;

/// <summary>What a hit in this process' own memory costs through the public API.</summary>
internal sealed class MemoryHit : IBenchmark
{
    private const int Keys = 1_000;
    private const int Reads = 500_000;

    private static readonly Column Nanoseconds =
        new("nanoseconds", "ns", "time per read, median of the rounds", "0.0");

    public string Name => "memory-hit";

    public string Title => "A hit from memory";

    public string What => $"{Keys} keys in the L1, one thread, {Reads} reads a round, in turns with "
        + "IMemoryCache.TryGetValue on the same values. Bytes: what the thread allocated.";

    public async Task<Findings> RunAsync(Effort effort)
    {
        await using var redis = await RedisServer.RunAsync();
        await using var node = await Node<string>.StartAsync(redis.ConnectionString, new TextCodec(),
            (id, _) => new(Loaded.Of($"value {id}", 1)), Policies.Near);
        using var memory = new MemoryCache(new MemoryCacheOptions());
        var keys = new string[Keys];
        for (var id = 0; id < Keys; id++)
        {
            memory.Set(keys[id] = $"thing:{id}", (await node.ReadAsync(id)).Value);
            await node.ReadAsync(id);
        }

        var rounds = effort.Rounds(12, 60);
        var (plain, ours) = (new Series(), new Series());
        for (var round = -3; round < rounds; round++)
        {
            // The first rounds are for the compiler.
            var (before, after) = (Measure(() => ReadMemory(memory, keys)), Measure(() => ReadNode(node)));
            if (round >= 0)
            {
                plain.Add(before);
                ours.Add(after);
            }
        }

        var ratio = Median.Of(plain.Nanoseconds.Zip(ours.Nanoseconds, (p, o) => o / p));
        return new Findings(
            [Nanoseconds, Figures.Bytes],
            [plain.Row("IMemoryCache", rounds * Reads), ours.Row("lease + L1", rounds * Reads)],
            [
                Figures.AtMost("time to IMemoryCache's", 1.5, ratio),
                Figures.Exactly("bytes allocated by a hit", 0, Math.Round(Median.Of(ours.Bytes), 3)),
            ],
            []);
    }

    private static void ReadMemory(MemoryCache memory, string[] keys)
    {
        for (var i = 0; i < Reads; i++)
        {
            if (!memory.TryGetValue(keys[i % Keys], out string? value) || value!.Length == 0)
                throw new InvalidOperationException("IMemoryCache has lost a value.");
        }
    }

    private static void ReadNode(Node<string> node)
    {
        for (var i = 0; i < Reads; i++)
        {
            var read = node.Cache.ReadAsync(node.Family.Key(i % Keys), CancellationToken.None);
            if (!read.IsCompletedSuccessfully || read.Result.Value.Length == 0)
                throw new InvalidOperationException("The L1 has lost a value.");
        }
    }

    private static (double Nanoseconds, double Bytes) Measure(Action reads)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var begun = Stopwatch.GetTimestamp();
        reads();
        return (Stopwatch.GetElapsedTime(begun).TotalNanoseconds / Reads,
            (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / Reads);
    }

    private sealed class Series
    {
        public List<double> Nanoseconds { get; } = [];

        public List<double> Bytes { get; } = [];

        public void Add((double Nanoseconds, double Bytes) one)
        {
            Nanoseconds.Add(one.Nanoseconds);
            Bytes.Add(one.Bytes);
        }

        public Row Row(string policy, long samples) => new("1 thread", policy, samples)
        {
            Values =
            {
                [MemoryHit.Nanoseconds.Key] = Median.Of(Nanoseconds),
                [Figures.Bytes.Key] = Median.Of(Bytes),
            },
        };
    }
}
