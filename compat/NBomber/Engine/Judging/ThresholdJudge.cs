using NBomber.Contracts;
using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;

namespace NBomber.Engine.Judging;

/// <summary>Keeps the record of one threshold of one scenario.</summary>
internal sealed class ThresholdJudge
{
    private readonly string _scenario;
    private readonly Threshold _threshold;
    private readonly Func<ScenarioStats, MetricStats, bool?> _check;
    private readonly string _expression;
    private int _errors;
    private string _exception = "";

    public ThresholdJudge(string scenario, Threshold threshold)
    {
        _scenario = scenario;
        _threshold = threshold;
        (_check, _expression) = Compile(threshold);
    }

    public ThresholdResult Result =>
        new(_scenario, _threshold.StepName, _expression, _exception, _errors, _errors > 0);

    /// <summary>Null, or why the test must be aborted.</summary>
    public string? Judge(ScenarioStats stats, MetricStats metrics, TimeSpan elapsed)
    {
        if (elapsed < _threshold.StartCheckAfter || Holds(stats, metrics))
            return null;
        _errors++;
        return _errors >= _threshold.AbortWhenErrorCount
            ? $"Threshold '{_expression}' of scenario '{_scenario}' has failed {_errors} times."
            : null;
    }

    private static (Func<ScenarioStats, MetricStats, bool?> Check, string Text) Compile(
        Threshold threshold)
    {
        if (threshold.CheckScenario is { } ofScenario)
        {
            var check = ofScenario.Compile();
            return ((stats, _) => check(stats), ofScenario.Body.ToString());
        }
        if (threshold.CheckMetric is { } ofMetric)
        {
            var check = ofMetric.Compile();
            return ((_, metrics) => check(metrics), ofMetric.Body.ToString());
        }
        var ofStep = threshold.CheckStep!;
        var checkStep = ofStep.Compile();
        return (
            (stats, _) => stats.StepStats.Find(threshold.StepName) is { } step
                ? checkStep(step)
                : null,
            ofStep.Body.ToString());
    }

    /// <summary>A check that throws has failed; a step that has not run yet cannot fail.</summary>
    private bool Holds(ScenarioStats stats, MetricStats metrics)
    {
        try
        {
            return _check(stats, metrics) ?? true;
        }
        catch (Exception error)
        {
            _exception = error.Message;
            return false;
        }
    }
}
