namespace NBomber.Engine.Measuring;

/// <summary>
/// Values with their exact least, greatest, mean and deviation beside the histogram's percentiles.
/// Not safe for several threads.
/// </summary>
internal sealed class Spread
{
    private readonly Histogram _histogram = new();
    private double _sum;
    private double _squares;

    public long Count => _histogram.Count;

    public long Least { get; private set; } = long.MaxValue;

    public long Greatest { get; private set; }

    public double Mean => Count == 0 ? 0 : _sum / Count;

    public double Deviation =>
        Count == 0 ? 0 : Math.Sqrt(Math.Max(0, _squares / Count - Mean * Mean));

    public void Record(long value)
    {
        _histogram.Record(value);
        _sum += value;
        _squares += (double)value * value;
        Least = Math.Min(Least, value);
        Greatest = Math.Max(Greatest, value);
    }

    public void Add(Spread other)
    {
        _histogram.Add(other._histogram);
        _sum += other._sum;
        _squares += other._squares;
        Least = Math.Min(Least, other.Least);
        Greatest = Math.Max(Greatest, other.Greatest);
    }

    /// <summary>Never above the greatest value that was recorded.</summary>
    public long Percentile(double percent) => Math.Min(_histogram.Percentile(percent), Greatest);
}
