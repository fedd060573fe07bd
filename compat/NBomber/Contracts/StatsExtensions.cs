using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;

namespace NBomber.Contracts;

/// <summary>Look-ups by name: Get throws, Find gives null, Exists asks.</summary>
public static class StatsExtensions
{
    public static StatusCodeStats Get(this StatusCodeStats[] statusCodes, string statusCode) =>
        statusCodes.Find(statusCode) ?? throw Missing("Status code", statusCode);

    public static StatusCodeStats? Find(this StatusCodeStats[] statusCodes, string statusCode) =>
        Array.Find(statusCodes, one => one.StatusCode == statusCode);

    public static bool Exists(this StatusCodeStats[] statusCodes, string statusCode) =>
        statusCodes.Find(statusCode) is not null;

    public static ScenarioStats Get(this ScenarioStats[] scenarioStats, string name) =>
        scenarioStats.Find(name) ?? throw Missing("Scenario", name);

    public static ScenarioStats? Find(this ScenarioStats[] scenarioStats, string name) =>
        Array.Find(scenarioStats, one => one.ScenarioName == name);

    public static bool Exists(this ScenarioStats[] scenarioStats, string name) =>
        scenarioStats.Find(name) is not null;

    public static StepStats Get(this StepStats[] stepStats, string name) =>
        stepStats.Find(name) ?? throw Missing("Step", name);

    public static StepStats? Find(this StepStats[] stepStats, string name) =>
        Array.Find(stepStats, one => one.StepName == name);

    public static bool Exists(this StepStats[] stepStats, string name) =>
        stepStats.Find(name) is not null;

    public static CounterStats Get(this CounterStats[] counters, string metricName) =>
        counters.Find(metricName) ?? throw Missing("Counter metric", metricName);

    public static CounterStats? Find(this CounterStats[] counters, string metricName) =>
        Array.Find(counters, one => one.MetricName == metricName);

    public static bool Exists(this CounterStats[] counters, string metricName) =>
        counters.Find(metricName) is not null;

    public static GaugeStats Get(this GaugeStats[] gauges, string metricName) =>
        gauges.Find(metricName) ?? throw Missing("Gauge metric", metricName);

    public static GaugeStats? Find(this GaugeStats[] gauges, string metricName) =>
        Array.Find(gauges, one => one.MetricName == metricName);

    public static bool Exists(this GaugeStats[] gauges, string metricName) =>
        gauges.Find(metricName) is not null;

    private static KeyNotFoundException Missing(string kind, string name) =>
        new($"{kind}: '{name}' is not found.");
}
