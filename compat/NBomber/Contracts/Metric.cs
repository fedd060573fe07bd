using NBomber.Contracts.Metrics;

namespace NBomber.Contracts;

/// <summary>Makes custom metrics; they count once registered in a scenario's init.</summary>
public static class Metric
{
    public static ICounter CreateCounter(string metricName, string unitOfMeasure) =>
        new Counter(metricName, unitOfMeasure);

    public static IGauge CreateGauge(string metricName, string unitOfMeasure) =>
        new Gauge(metricName, unitOfMeasure);
}
