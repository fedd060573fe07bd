using NBomber.Contracts;
using NBomber.Contracts.Metrics;
using NBomber.Engine.Measuring;

namespace CacheFleet.Compat.NBomber.Tests.Measuring;

public class MetricRegistryTests
{
    /// <summary>Mutants caught: a counter without Interlocked; Register without its lock.</summary>
    [Fact]
    public async Task Counters_of_many_threads_lose_nothing()
    {
        var registry = new MetricRegistry();
        var shared = Metric.CreateCounter("shared", "1");
        registry.Register("any", shared);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                shared.Add(1);
                if (i % 50 == 0)
                    registry.Register("any", Metric.CreateCounter($"{thread}-{i}", "1"));
            }
        })));

        var counters = registry.Read().Counters;

        Assert.Equal(200_000, counters.Get("shared").Value);
        Assert.Equal(4_001, counters.Length);
    }

    [Fact]
    public void A_metric_of_somebody_elses_making_is_refused()
    {
        var error = Assert.Throws<NBomberException>(
            () => new MetricRegistry().Register("any", new Foreign()));

        Assert.Contains("'theirs'", error.Message, StringComparison.Ordinal);
    }

    private sealed class Foreign : ICounter
    {
        public string MetricName => "theirs";

        public string UnitOfMeasure => "1";

        public void Add(long value)
        {
        }
    }
}
