using System.Text;
using NBomber.Contracts.Stats;

namespace NBomber.Engine.Reporting;

/// <summary>The order of a report's parts, written by a format's three pens.</summary>
internal sealed class TextTables(
    Action<StringBuilder, string> heading, Action<StringBuilder, string> line,
    Action<StringBuilder, IReadOnlyList<string[]>> table)
{
    public string Of(ReportContent content)
    {
        var text = new StringBuilder();
        var stats = content.Stats;
        heading(text, "load test report");
        line(text, $"made by {Describe.StandIn}");
        line(text, Rows.Info(stats.TestInfo));
        foreach (var scenario in stats.ScenarioStats)
            AddScenario(text, content, scenario);
        AddTable(text, "thresholds", Rows.Thresholds(stats));
        AddTable(text, "metrics", Rows.Metrics(stats));
        return text.ToString();
    }

    private void AddScenario(StringBuilder text, ReportContent content, ScenarioStats scenario)
    {
        heading(text, Rows.Summary(scenario));
        foreach (var simulation in content.Simulations(scenario.ScenarioName))
            line(text, $"load simulation: {simulation}");
        foreach (var step in Rows.Parts(scenario))
        {
            if (step.Ok.Request.Count > 0)
                table(text, [.. Rows.Measured("ok", step.StepName, step.Ok)]);
            if (step.Fail.Request.Count > 0)
                table(text, [.. Rows.Measured("fail", step.StepName, step.Fail)]);
        }
        AddTable(text, "status codes", Rows.StatusCodes(scenario));
    }

    private void AddTable(StringBuilder text, string title, IEnumerable<string[]> rows)
    {
        var all = rows.ToArray();
        if (all.Length == 1)
            return;
        heading(text, title);
        table(text, all);
    }
}
