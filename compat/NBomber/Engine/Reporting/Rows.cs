using System.Globalization;
using NBomber.Contracts.Stats;

namespace NBomber.Engine.Reporting;

/// <summary>The tables that the text, Markdown and HTML reports share, each with its header row
/// first.</summary>
internal static class Rows
{
    public const string WholeIteration = "global information";

    /// <summary>The iteration as a whole, then each step.</summary>
    public static IEnumerable<StepStats> Parts(ScenarioStats stats) =>
        stats.StepStats.Prepend(new StepStats(WholeIteration, stats.Ok, stats.Fail, 0));

    public static IEnumerable<string[]> Measured(
        string outcome, string step, MeasurementStats stats)
    {
        var (request, latency, data) = (stats.Request, stats.Latency, stats.DataTransfer);
        yield return ["step", $"{outcome} stats"];
        yield return ["name", step];
        yield return [
            "request count",
            $"{outcome} = {request.Count}, {request.Percent} %, RPS = {Number(request.RPS)}"];
        yield return [
            "latency (ms)",
            $"min = {Number(latency.MinMs)}, mean = {Number(latency.MeanMs)}, " +
            $"max = {Number(latency.MaxMs)}, StdDev = {Number(latency.StdDev)}"];
        yield return [
            "latency percentile (ms)",
            $"p50 = {Number(latency.Percent50)}, p75 = {Number(latency.Percent75)}, " +
            $"p95 = {Number(latency.Percent95)}, p99 = {Number(latency.Percent99)}"];
        if (data.AllBytes > 0)
        {
            yield return [
                "data transfer (bytes)",
                $"min = {data.MinBytes}, mean = {data.MeanBytes}, max = {data.MaxBytes}, " +
                $"all = {data.AllBytes}"];
        }
    }

    public static IEnumerable<string[]> StatusCodes(ScenarioStats stats)
    {
        yield return ["status code", "count", "percent", "message"];
        foreach (var code in stats.Ok.StatusCodes.Concat(stats.Fail.StatusCodes))
            yield return [code.StatusCode, $"{code.Count}", $"{code.Percent}", code.Message];
    }

    public static IEnumerable<string[]> Thresholds(NodeStats stats)
    {
        yield return ["scenario", "step", "threshold", "failed checks", "result", "error"];
        foreach (var one in stats.Thresholds)
        {
            yield return [
                one.ScenarioName, one.StepName, one.CheckExpression, $"{one.ErrorCount}",
                one.IsFailed ? "failed" : "ok", one.ExceptionMsg];
        }
    }

    public static IEnumerable<string[]> Metrics(NodeStats stats)
    {
        yield return ["metric", "kind", "value", "unit"];
        foreach (var one in stats.Metrics.Counters)
            yield return [one.MetricName, "counter", $"{one.Value}", one.UnitOfMeasure];
        foreach (var one in stats.Metrics.Gauges)
            yield return [one.MetricName, "gauge", Number(one.Value), one.UnitOfMeasure];
    }

    public static string Number(double value) =>
        value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Summary(ScenarioStats stats) =>
        $"scenario: {stats.ScenarioName}, ok: {stats.Ok.Request.Count}, " +
        $"fail: {stats.Fail.Request.Count}, bytes: {stats.AllBytes}, " +
        $"duration: {stats.Duration:hh\\:mm\\:ss}";

    public static string Info(TestInfo info) =>
        $"test suite: {info.TestSuite}, test name: {info.TestName}, session id: {info.SessionId}";
}
