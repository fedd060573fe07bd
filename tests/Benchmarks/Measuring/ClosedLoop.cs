using System.Diagnostics;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.Benchmarks.Measuring;

/// <summary>One operation of one caller; <paramref name="turn"/> counts over all slices.</summary>
internal delegate ValueTask Operation(int caller, long turn);

/// <summary>So many callers, each of which asks again as soon as it has its answer.</summary>
internal sealed class ClosedLoop(int callers, Operation operation)
{
    private readonly long[] _turns = new long[callers];

    /// <summary>Runs one slice of time and adds what it saw.</summary>
    public async Task<double> RunAsync(TimeSpan slice, Measured into)
    {
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var begun = Stopwatch.GetTimestamp();
        var end = begun + (long)(slice.TotalSeconds * Stopwatch.Frequency);
        var histograms = await Task.WhenAll(
            Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller, end))));
        var took = Stopwatch.GetElapsedTime(begun);
        var calls = histograms.Sum(histogram => histogram.Count);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        into.Add(histograms, took, cpu, GC.GetTotalAllocatedBytes(precise: true) - bytes);
        return calls / took.TotalSeconds;
    }

    private async Task<LatencyHistogram> CallAsync(int caller, long end)
    {
        var histogram = new LatencyHistogram();
        for (var now = Stopwatch.GetTimestamp(); now < end;)
        {
            await operation(caller, _turns[caller]++);
            var then = Stopwatch.GetTimestamp();
            histogram.Record(Stopwatch.GetElapsedTime(now, then));
            now = then;
        }

        return histogram;
    }
}

/// <summary>What some slices came to together.</summary>
internal sealed class Measured
{
    private readonly LatencyHistogram _latencies = new();
    private TimeSpan _took;
    private TimeSpan _cpu;
    private long _bytes;

    public long Samples => _latencies.Count;

    public double PerSecond => Samples / _took.TotalSeconds;

    // The histograms themselves are some 30 KB a caller and slice; over a slice that is little.
    public double BytesPerOperation => (double)_bytes / Math.Max(1, Samples);

    public double CpuMicroseconds => _cpu.TotalMicroseconds / Math.Max(1, Samples);

    public double P50Ms => _latencies.PercentileMs(50);

    public double P99Ms => _latencies.PercentileMs(99);

    public double MaxMs => _latencies.MaxMs;

    public void Add(IEnumerable<LatencyHistogram> histograms, TimeSpan took, TimeSpan cpu, long bytes)
    {
        foreach (var histogram in histograms)
            _latencies.Add(histogram);
        _took += took;
        _cpu += cpu;
        _bytes += bytes;
    }
}
