using NBomber.Engine.Measuring;

namespace CacheFleet.Compat.NBomber.Tests.Measuring;

public class HistogramTests
{
    [Fact]
    public void Small_values_are_kept_exactly()
    {
        for (var value = 0L; value < 2_048; value++)
            Assert.Equal(value, Only(value).Percentile(50));
    }

    [Fact]
    public void A_value_is_never_understated_and_overstated_by_less_than_a_thousandth()
    {
        var random = new Random(20_26);
        for (var i = 0; i < 50_000; i++)
        {
            // As many values in every power of two, and the edges of each.
            var power = 1L << random.Next(0, 42);
            var value = random.Next(10) == 0 ? power : power + random.NextInt64(power);

            var reported = Only(value).Percentile(100);

            Assert.InRange(reported, value, value + value / 1_024.0);
        }
    }

    [Fact]
    public void Percentiles_agree_with_the_sorted_values_within_a_thousandth()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var values = Enumerable.Range(0, random.Next(1, 3_000))
                .Select(_ => (long)Math.Exp(random.NextDouble() * 20)).ToArray();
            var histogram = new Histogram();
            foreach (var value in values)
                histogram.Record(value);
            Array.Sort(values);
            foreach (var percent in new[] { 0.0, 1, 50, 75, 95, 99, 99.9, 100 })
            {
                var rank = Math.Max(1, (int)Math.Ceiling(percent * values.Length / 100));
                var exact = values[rank - 1];
                Assert.InRange(histogram.Percentile(percent), exact, exact + exact / 1_024.0);
            }
        }
    }

    [Fact]
    public void A_sum_of_histograms_is_the_histogram_of_all_values()
    {
        var random = new Random(3);
        var (all, left, right) = (new Histogram(), new Histogram(), new Histogram());
        for (var i = 0; i < 10_000; i++)
        {
            var value = random.NextInt64(1L << random.Next(1, 40));
            all.Record(value);
            (i % 3 == 0 ? left : right).Record(value);
        }
        left.Add(right);

        Assert.Equal(all.Count, left.Count);
        for (var percent = 0; percent <= 100; percent++)
            Assert.Equal(all.Percentile(percent), left.Percentile(percent));
    }

    [Fact]
    public void What_lies_outside_counts_at_the_border()
    {
        Assert.Equal(0, Only(-5).Percentile(50));
        Assert.Equal(Only(1L << 42).Percentile(50), Only(long.MaxValue).Percentile(50));
        Assert.Equal(0, new Histogram().Percentile(99));
    }

    private static Histogram Only(long value)
    {
        var histogram = new Histogram();
        histogram.Record(value);
        return histogram;
    }
}
