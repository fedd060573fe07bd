using NBomber.Contracts;
using NBomber.Contracts.Metrics;

namespace NBomber.Engine.Measuring;

/// <summary>The session's custom metrics.</summary>
internal sealed class MetricRegistry
{
    private readonly Lock _gate = new();
    private readonly List<(string Scenario, Counter Counter)> _counters = [];
    private readonly List<(string Scenario, Gauge Gauge)> _gauges = [];

    public void Register(string scenario, ICounter counter)
    {
        if (counter is not Counter ours)
            throw Foreign(counter.MetricName);
        lock (_gate)
            _counters.Add((scenario, ours));
        ours.Start();
    }

    public void Register(string scenario, IGauge gauge)
    {
        if (gauge is not Gauge ours)
            throw Foreign(gauge.MetricName);
        lock (_gate)
            _gauges.Add((scenario, ours));
        ours.Start();
    }

    public MetricStats Read()
    {
        lock (_gate)
        {
            return new MetricStats(
                [.. _counters.Select(one => new CounterStats(
                    one.Scenario, one.Counter.MetricName, one.Counter.UnitOfMeasure,
                    one.Counter.Value))],
                [.. _gauges.Select(one => new GaugeStats(
                    one.Scenario, one.Gauge.MetricName, one.Gauge.UnitOfMeasure,
                    one.Gauge.Value))]);
        }
    }

    /// <summary>What the warm-up counted does not count.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _counters.ForEach(one => one.Counter.Reset());
            _gauges.ForEach(one => one.Gauge.Reset());
        }
    }

    private static NBomberException Foreign(string name) =>
        new($"Metric '{name}' was not made by Metric.CreateCounter or Metric.CreateGauge.");
}
