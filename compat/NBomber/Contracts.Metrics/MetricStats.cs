namespace NBomber.Contracts.Metrics;

public sealed record CounterStats(
    string ScenarioName, string MetricName, string UnitOfMeasure, long Value);

public sealed record GaugeStats(
    string ScenarioName, string MetricName, string UnitOfMeasure, double Value);

public sealed record MetricStats(CounterStats[] Counters, GaugeStats[] Gauges)
{
    public static MetricStats Empty { get; } = new([], []);
}
