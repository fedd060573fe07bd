using NBomber.Contracts.Metrics;

namespace NBomber.Contracts.Stats;

public enum ReportFormat
{
    Txt = 0,
    Html = 1,
    Csv = 2,
    Md = 3,
}

public sealed record ReportFile(string FilePath, ReportFormat ReportFormat, string ReportContent);

public sealed record ThresholdResult(
    string ScenarioName,
    string StepName,
    string CheckExpression,
    string ExceptionMsg,
    int ErrorCount,
    bool IsFailed);

public sealed record ReportData(ScenarioStats[] ScenarioStats)
{
    public static ReportData Create(ScenarioStats[] scenarioStats) => new(scenarioStats);
}

public sealed record NodeStats(
    ScenarioStats[] ScenarioStats,
    MetricStats Metrics,
    ThresholdResult[] Thresholds,
    NodeInfo NodeInfo,
    TestInfo TestInfo,
    int AllRequestCount,
    int AllOkCount,
    int AllFailCount,
    long AllBytes,
    TimeSpan Duration,
    ReportFile[] ReportFiles);
