using System.Globalization;
using System.Text;
using NBomber.Contracts.Stats;

namespace NBomber.Engine.Reporting;

/// <summary>One line for each scenario and step, named as the real package names its columns where
/// it has them. The first line, a comment, says who wrote it.</summary>
internal static class CsvReport
{
    private static readonly string[] Columns =
    [
        "test_suite", "test_name", "scenario", "duration", "step_name",
        "request_count", "ok", "failed", "rps", "min", "mean", "max",
        "50_percent", "75_percent", "95_percent", "99_percent", "std_dev",
        "data_transfer_min_bytes", "data_transfer_mean_bytes", "data_transfer_max_bytes",
        "data_transfer_all_bytes",
    ];

    public static string Of(ReportContent content)
    {
        var text = new StringBuilder();
        text.AppendLine($"# made by {Describe.StandIn}");
        text.AppendLine(string.Join(',', Columns));
        foreach (var scenario in content.Stats.ScenarioStats)
        {
            foreach (var step in Rows.Parts(scenario))
                text.AppendLine(Line(content.Stats.TestInfo, scenario, step));
        }
        return text.ToString();
    }

    private static string Line(TestInfo test, ScenarioStats scenario, StepStats step)
    {
        var (request, latency, data) = (step.Ok.Request, step.Ok.Latency, step.Ok.DataTransfer);
        object[] values =
        [
            test.TestSuite, test.TestName, scenario.ScenarioName, scenario.Duration, step.StepName,
            request.Count + step.Fail.Request.Count, request.Count, step.Fail.Request.Count,
            request.RPS, latency.MinMs, latency.MeanMs, latency.MaxMs, latency.Percent50,
            latency.Percent75, latency.Percent95, latency.Percent99, latency.StdDev,
            data.MinBytes, data.MeanBytes, data.MaxBytes, data.AllBytes,
        ];
        return string.Join(',', values.Select(Cell));
    }

    private static string Cell(object value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
    }
}
