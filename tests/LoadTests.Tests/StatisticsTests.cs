using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public void Percentiles_are_those_of_the_values_within_a_percent()
    {
        var latencies = new LatencyHistogram();
        for (var ms = 1; ms <= 1000; ms++) latencies.Record(TimeSpan.FromMilliseconds(ms));

        Assert.InRange(latencies.PercentileMs(50), 500, 505);
        Assert.InRange(latencies.PercentileMs(99), 990, 1000);
        Assert.Equal(1000, latencies.PercentileMs(100));
        Assert.Equal(1000, latencies.MaxMs);
    }

    [Fact]
    public void Small_values_are_exact_and_an_empty_histogram_is_zero()
    {
        var latencies = new LatencyHistogram();
        Assert.Equal(0, latencies.PercentileMs(99));

        latencies.Record(TimeSpan.FromMicroseconds(42));

        Assert.Equal(0.042, latencies.PercentileMs(50));
    }

    [Fact]
    public void Added_histograms_are_one()
    {
        var (one, other) = (new LatencyHistogram(), new LatencyHistogram());
        one.Record(TimeSpan.FromMilliseconds(1));
        other.Record(TimeSpan.FromMilliseconds(100));

        one.Add(other);

        Assert.Equal(2, one.Count);
        Assert.InRange(one.PercentileMs(50), 1, 1.01);
        Assert.Equal(100, one.MaxMs);
    }

    [Fact]
    public void Wilson_gives_the_published_interval()
    {
        // 10 of 100: 0.0552 … 0.1744 (Wilson 1927, as in any table of it).
        var rate = new Proportion(10, 100);

        Assert.Equal(0.0552, rate.Low, 4);
        Assert.Equal(0.1744, rate.High, 4);
    }

    [Fact]
    public void None_of_N_is_bounded_by_the_rule_of_three()
    {
        var none = new Proportion(0, 600);
        var all = new Proportion(600, 600);

        Assert.Equal((0, 0.005), (none.Low, none.High));
        Assert.Equal((0.995, 1), (all.Low, all.High));
        Assert.Equal("0 of 600 = 0 % (95 %: 0 % … 0.5 %)", none.ToString());
    }
}
