namespace CacheFleet.LoadTests.Reporting;

/// <summary>Where values lie on an axis from 0 to 1, and which of them to write beside it.</summary>
internal sealed class SvgScale
{
    // A bar that ends at 1 must be seen on a logarithmic axis too.
    private const double LeastOfLogarithmic = 0.5;
    private const int MostTicks = 6;

    private readonly bool _logarithmic;
    private readonly double _top;

    public SvgScale(double largest, bool logarithmic)
    {
        _logarithmic = logarithmic;
        _top = Math.Max(largest, logarithmic ? 1 : double.Epsilon);
        Ticks = logarithmic ? [.. PowersOfTen()] : [.. Steps()];
        if (!logarithmic) _top = Math.Max(_top, Ticks[^1]);
    }

    public IReadOnlyList<double> Ticks { get; }

    public double At(double value) => !_logarithmic ? value / _top
        : value <= LeastOfLogarithmic ? 0
        : Math.Log(value / LeastOfLogarithmic) / Math.Log(_top / LeastOfLogarithmic);

    private IEnumerable<double> PowersOfTen()
    {
        for (var tick = 1.0; tick <= _top; tick *= 10) yield return tick;
    }

    private IEnumerable<double> Steps()
    {
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(_top / MostTicks)));
        double[] nice = [1, 2, 5, 10];
        var step = nice.Select(factor => factor * magnitude).First(one => _top / one <= MostTicks);
        for (var n = 0; n * step < _top + step; n++) yield return n * step;
    }
}
