using System.Linq.Expressions;
using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;

namespace NBomber.Contracts;

/// <summary>
/// A condition that must hold at every reporting interval and at the end. Checks are expression
/// trees as in the real 6.x, which prints them: no statement bodies, no <c>?.</c> inside.
/// </summary>
public sealed class Threshold
{
    private Threshold(
        string stepName, LambdaExpression check, int? abortWhenErrorCount,
        TimeSpan? startCheckAfter)
    {
        StepName = stepName;
        CheckStep = check as Expression<Func<StepStats, bool>>;
        CheckScenario = check as Expression<Func<ScenarioStats, bool>>;
        CheckMetric = check as Expression<Func<MetricStats, bool>>;
        AbortWhenErrorCount = abortWhenErrorCount;
        StartCheckAfter = startCheckAfter;
    }

    public string StepName { get; }

    public Expression<Func<StepStats, bool>>? CheckStep { get; }

    public Expression<Func<ScenarioStats, bool>>? CheckScenario { get; }

    public Expression<Func<MetricStats, bool>>? CheckMetric { get; }

    public int? AbortWhenErrorCount { get; }

    public TimeSpan? StartCheckAfter { get; }

    public static Threshold Create(
        Expression<Func<ScenarioStats, bool>> checkScenario,
        int? abortWhenErrorCount = null,
        TimeSpan? startCheckAfter = null) =>
        new("", checkScenario, abortWhenErrorCount, startCheckAfter);

    public static Threshold Create(
        string stepName,
        Expression<Func<StepStats, bool>> checkStep,
        int? abortWhenErrorCount = null,
        TimeSpan? startCheckAfter = null) =>
        new(stepName, checkStep, abortWhenErrorCount, startCheckAfter);

    public static Threshold Create(
        Expression<Func<MetricStats, bool>> checkMetric,
        int? abortWhenErrorCount = null,
        TimeSpan? startCheckAfter = null) =>
        new("", checkMetric, abortWhenErrorCount, startCheckAfter);
}
