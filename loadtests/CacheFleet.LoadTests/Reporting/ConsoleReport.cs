using CacheFleet.LoadTests.Results;
using Spectre.Console;

namespace CacheFleet.LoadTests.Reporting;

/// <summary>The before/after table, the checks and the verdict on the console.</summary>
public static class ConsoleReport
{
    private const int MostSideBySide = 12;

    public static void Write(IAnsiConsole console, ScenarioResult result)
    {
        var findings = result.Findings;
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{result.Title}[/] ({result.Scenario})");
        if (findings.Rows.Count > 0) console.Write(TableOf(findings));
        foreach (var note in findings.Notes) console.MarkupLineInterpolated($"[grey]{note}[/]");
        foreach (var check in findings.Checks)
        {
            var mark = check.Pass ? "[green]ok  [/]" : "[red]FAIL[/]";
            console.MarkupLine(
                $"{mark} {Markup.Escape(check.Name)}: {Markup.Escape(check.Actual)} "
                + $"[grey](expected {Markup.Escape(check.Expected)})[/]");
        }
        console.MarkupLine(result.Passed ? "[green]verdict: pass[/]" : "[red]verdict: fail[/]");
    }

    /// <summary>One line for each requirement that the results show.</summary>
    public static void WriteSummary(IAnsiConsole console, IReadOnlyList<ScenarioResult> results)
    {
        var lines = ReportText.Summary(results);
        if (lines.Count == 0) return;
        var table = new Table().RoundedBorder();
        foreach (var header in ReportText.SummaryHeaders) table.AddColumn(header);
        foreach (var line in lines)
        {
            var colour = line.Passed ? "green" : "red";
            table.AddRow([.. line.Cells.SkipLast(1).Select(Markup.Escape), $"[{colour}]{line.Verdict}[/]"]);
        }
        console.WriteLine();
        console.Write(table);
    }

    /// <summary>
    /// A column for each policy: before and after stand side by side, and it fits a terminal. Many
    /// rows stand below one another.
    /// </summary>
    private static Table TableOf(Findings findings)
    {
        var table = new Table().RoundedBorder();
        var cells = findings.Rows.Select(row => ReportText.Cells(findings, row)).ToList();
        var headers = ReportText.Headers(findings);
        if (cells.Count > MostSideBySide)
        {
            foreach (var header in headers.Skip(ReportText.SamplesAt)) table.AddColumn(header);
            foreach (var row in cells)
                table.AddRow([.. row.Skip(ReportText.SamplesAt).Select(Markup.Escape)]);
            return table;
        }

        table.AddColumn("");
        foreach (var row in findings.Rows)
        {
            table.AddColumn(
                new TableColumn(Markup.Escape($"{row.Id} {row.Policy}")).RightAligned());
        }
        for (var line = ReportText.SamplesAt; line < headers.Count; line++)
        {
            table.AddRow(
                [.. cells.Select(row => row[line]).Prepend(headers[line]).Select(Markup.Escape)]);
        }
        return table;
    }
}
