using System.Diagnostics;
using System.Globalization;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.Lab.Shelf;

/// <summary>Origin loads in buckets of 100 ms from one instant on.</summary>
internal sealed class OriginRate
{
    public const int BucketMs = 100;

    public OriginRate(IEnumerable<long> instants, long start, TimeSpan during)
    {
        Buckets = new int[(int)(during.TotalMilliseconds / BucketMs)];
        foreach (var instant in instants)
        {
            var bucket = (int)(Stopwatch.GetElapsedTime(start, instant).TotalMilliseconds / BucketMs);
            if (instant >= start && bucket < Buckets.Length) Buckets[bucket]++;
        }
    }

    public int[] Buckets { get; }

    public int Peak => Buckets.Max();

    public int Total => Buckets.Sum();

    /// <summary>The standard deviation of the buckets.</summary>
    public double Sigma
    {
        get
        {
            var mean = Buckets.Average();
            return Math.Sqrt(Buckets.Average(count => (count - mean) * (count - mean)));
        }
    }

    public static Chart Draw(string title, IReadOnlyList<(string Name, OriginRate Rate)> rates) =>
        new(title, ChartKind.Line, "seconds", "loads per 100 ms")
        {
            Labels = [.. Enumerable.Range(0, rates.Max(one => one.Rate.Buckets.Length)).Select(
                n => (n * BucketMs / 1000.0).ToString("0.0", CultureInfo.InvariantCulture))],
            Series = [.. rates.Select(one => new ChartSeries(
                one.Name, [.. one.Rate.Buckets.Select(count => (double?)count)]))],
        };
}
