using System.Diagnostics.Metrics;

namespace CacheFleet.Caching.Observing;

/// <summary>How many reads of one family under one policy came to which end.</summary>
/// <remarks>
/// An L1 hit takes some tens of nanoseconds; telling a listener about each would double that. So reads are counted
/// here, on a cache line per processor, and added up when somebody collects.
/// </remarks>
internal sealed class ReadCounts
{
    // Two cache lines: the prefetcher takes them in pairs.
    private const int LongsPerStripe = 16;

    // One stripe more, so that the first one does not share its line with the array's length.
    private readonly long[] _counts = new long[(PerProcessor.Parts + 1) * LongsPerStripe];
    private readonly Labels _labels;

    public ReadCounts(Labels labels) => _labels = labels;

    public void Add(ReadEnd end)
    {
        var stripe = PerProcessor.Mine + 1;
        Interlocked.Increment(ref _counts[stripe * LongsPerStripe + (int)end]);
    }

    public long Of(ReadEnd end)
    {
        var sum = 0L;
        for (var stripe = 1; stripe <= PerProcessor.Parts; stripe++)
            sum += Volatile.Read(ref _counts[stripe * LongsPerStripe + (int)end]);
        return sum;
    }

    /// <summary>What has happened at least once.</summary>
    public IEnumerable<Measurement<long>> Collect()
    {
        foreach (var end in Enum.GetValues<ReadEnd>())
        {
            if (Of(end) is > 0 and var count)
                yield return new Measurement<long>(count, _labels.Of(end));
        }
    }
}

/// <summary>The ends a read can come to, by tier and outcome.</summary>
internal enum ReadEnd
{
    NearHit,
    SharedHit,
    SharedStale,
    Miss,
    Collapsed,
    StoreDark,
    Error,
}
