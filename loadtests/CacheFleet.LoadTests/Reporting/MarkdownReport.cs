using System.Text;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Reporting;

public static class MarkdownReport
{
    public static string Write(IReadOnlyList<ScenarioResult> results)
    {
        var text = new StringBuilder();
        if (results.Count > 1) AppendSummary(text, results);
        AppendSessions(text, results);
        foreach (var result in results) Append(text, result);
        return text.ToString();
    }

    private static void AppendSummary(StringBuilder text, IReadOnlyList<ScenarioResult> results)
    {
        var lines = ReportText.Summary(results);
        if (lines.Count == 0) return;
        text.Append("# Summary\n\n");
        AppendLine(text, ReportText.SummaryHeaders);
        AppendLine(text, ReportText.SummaryHeaders.Select(_ => "---"));
        foreach (var line in lines) AppendLine(text, line.Cells);
        text.Append('\n');
    }

    private static void AppendSessions(StringBuilder text, IReadOnlyList<ScenarioResult> results)
    {
        var lines = ReportText.Sessions(results);
        if (lines.Count == 0) return;
        text.Append($"# What clients saw\n\n{ReportText.SessionsMean}\n\n");
        AppendLine(text, ReportText.SessionHeaders);
        AppendLine(text, ReportText.SessionHeaders.Select((_, i) => i < 2 ? "---" : "---:"));
        foreach (var line in lines) AppendLine(text, line);
        text.Append('\n');
        if (ReportText.SessionsMissing(results) is { } missing) text.Append($"{missing}\n\n");
    }

    private static void Append(StringBuilder text, ScenarioResult result)
    {
        var findings = result.Findings;
        text.Append($"# {result.Title}\n\n{result.What}\n\n");
        text.Append($"Verdict: **{result.Verdict}** · {ReportText.Provenance(result)}\n\n");
        AppendLine(text, ReportText.Headers(findings));
        AppendLine(text, ReportText.Headers(findings).Select((_, i) => i < 2 ? "---" : "---:"));
        foreach (var row in findings.Rows) AppendLine(text, ReportText.Cells(findings, row));
        text.Append('\n');
        foreach (var note in findings.Notes) text.Append($"{note}\n\n");
        text.Append("| check | expected | actual | |\n|---|---|---|---|\n");
        foreach (var check in findings.Checks)
        {
            AppendLine(
                text, [check.Name, check.Expected, check.Actual, check.Pass ? "ok" : "**FAIL**"]);
        }
        text.Append("\nColumns: ");
        text.AppendJoin(
            "; ", findings.Columns.Select(column => $"*{column.Title}*: {column.Meaning}"));
        text.Append(".\n\n");
    }

    private static void AppendLine(StringBuilder text, IEnumerable<string> cells)
    {
        var escaped = cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal));
        text.Append("| ").AppendJoin(" | ", escaped);
        text.Append(" |\n");
    }
}
