using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Reporting;

/// <summary>
/// One page that needs nothing else: styles, drawings and the library that draws them (Chart.js,
/// MIT) are in it.
/// </summary>
public static class HtmlReport
{
    // The default encoder escapes '<', so that no text can end the script element.
    private static readonly JsonSerializerOptions ForScript = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(IReadOnlyList<ScenarioResult> results)
    {
        var title = string.Join(" · ", results.Select(result => result.Title));
        return Asset("report.html")
            .Replace("{{title}}", Escape(title), StringComparison.Ordinal)
            .Replace("{{body}}", Body(results), StringComparison.Ordinal)
            .Replace("{{charts}}", Charts(results), StringComparison.Ordinal)
            .Replace("{{script}}", Asset("report.js"), StringComparison.Ordinal)
            .Replace("{{library}}", Asset("chart.umd.min.js"), StringComparison.Ordinal);
    }

    private static string Body(IReadOnlyList<ScenarioResult> results)
    {
        var html = new StringBuilder();
        if (results.Count > 1) AppendSummary(html, results);
        if (results.Count > 1) AppendSessions(html, results);
        for (var i = 0; i < results.Count; i++) AppendSection(html, results[i], i);
        if (results.Count == 1) AppendSessions(html, results);
        html.Append($"<footer>{Escape(ReportText.Provenance(results[0]))}</footer>");
        return html.ToString();
    }

    private static void AppendSummary(StringBuilder html, IReadOnlyList<ScenarioResult> results)
    {
        var lines = ReportText.Summary(results);
        if (lines.Count > 0)
            AppendProofs(html, lines);
        else
            AppendVerdicts(html, results);
    }

    private static void AppendProofs(StringBuilder html, IReadOnlyList<SummaryLine> lines)
    {
        html.Append("<h1>Summary</h1><div class=\"summary\"><table id=\"summary\"><tr>");
        foreach (var header in ReportText.SummaryHeaders) html.Append($"<th>{Escape(header)}</th>");
        html.Append("</tr>");
        foreach (var line in lines)
        {
            html.Append($"<tr><td>{Escape(line.Proof.Id)}</td>")
                .Append($"<td><a href=\"#s{line.Section}\">{Escape(line.Scenario)}</a></td>");
            foreach (var cell in line.Cells.Skip(2).SkipLast(1)) html.Append($"<td>{Escape(cell)}</td>");
            html.Append($"<td class=\"{line.Verdict}\">{line.Verdict}</td></tr>");
        }
        html.Append("</table></div>");
    }

    private static void AppendSessions(StringBuilder html, IReadOnlyList<ScenarioResult> results)
    {
        var lines = ReportText.Sessions(results);
        if (lines.Count == 0) return;
        html.Append("<section id=\"sessions\"><h2>What clients saw</h2>")
            .Append($"<p class=\"note\">{Escape(ReportText.SessionsMean)}</p>");
        AppendTable(html, ReportText.SessionHeaders, lines);
        if (ReportText.SessionsMissing(results) is { } missing)
            html.Append($"<p class=\"note\">{Escape(missing)}</p>");
        html.Append("</section>");
    }

    private static void AppendVerdicts(StringBuilder html, IReadOnlyList<ScenarioResult> results)
    {
        html.Append("<h1>Summary</h1><table><tr><th>what</th><th>checks</th><th>verdict</th></tr>");
        for (var i = 0; i < results.Count; i++)
        {
            var (result, checks) = (results[i], results[i].Findings.Checks);
            html.Append($"<tr><td><a href=\"#s{i}\">{Escape(result.Title)}</a></td>")
                .Append($"<td>{checks.Count(check => check.Pass)} of {checks.Count}</td>")
                .Append($"<td class=\"{result.Verdict}\">{result.Verdict}</td></tr>");
        }
        html.Append("</table>");
    }

    private static void AppendSection(StringBuilder html, ScenarioResult result, int number)
    {
        var findings = result.Findings;
        html.Append($"<section id=\"s{number}\"><h1>{Escape(result.Title)} ")
            .Append($"<span class=\"badge {result.Verdict}\">{result.Verdict}</span></h1>")
            .Append($"<p class=\"what\">{Escape(result.What)}</p>")
            .Append($"<p class=\"note\">{Escape(ReportText.Provenance(result))}</p>");
        if (findings.Rows.Count > 0)
        {
            AppendTable(
                html, ReportText.Headers(findings),
                findings.Rows.Select(row => ReportText.Cells(findings, row)));
        }
        foreach (var note in findings.Notes) html.Append($"<p class=\"note\">{Escape(note)}</p>");
        html.Append("<div class=\"charts\">");
        for (var i = 0; i < findings.Charts.Count; i++)
        {
            html.Append($"<figure><figcaption>{Escape(findings.Charts[i].Title)}</figcaption>")
                .Append($"<div class=\"canvas\"><canvas id=\"c{number}-{i}\"></canvas></div>")
                .Append("</figure>");
        }
        html.Append("</div><h2>Checks</h2>");
        AppendChecks(html, findings.Checks);
        html.Append("<h2>What the columns mean</h2><dl>");
        foreach (var column in findings.Columns)
        {
            html.Append($"<dt>{Escape(column.Title)}</dt><dd>{Escape(column.Meaning)}</dd>");
        }
        html.Append("</dl></section>");
    }

    private static void AppendTable(
        StringBuilder html, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        html.Append("<div class=\"wide\"><table><tr>");
        foreach (var header in headers) html.Append($"<th>{Escape(header)}</th>");
        html.Append("</tr>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (var cell in row) html.Append($"<td>{Escape(cell)}</td>");
            html.Append("</tr>");
        }
        html.Append("</table></div>");
    }

    private static void AppendChecks(StringBuilder html, IReadOnlyList<Check> checks)
    {
        html.Append("<table><tr><th>check</th><th>expected</th><th>actual</th><th></th></tr>");
        foreach (var check in checks)
        {
            var mark = check.Pass ? "pass" : "fail";
            html.Append($"<tr><td>{Escape(check.Name)}</td><td>{Escape(check.Expected)}</td>")
                .Append($"<td>{Escape(check.Actual)}</td><td class=\"{mark}\">{mark}</td></tr>");
        }
        html.Append("</table>");
    }

    private static string Charts(IReadOnlyList<ScenarioResult> results) => JsonSerializer.Serialize(
        results.Select(result => result.Findings.Charts), ForScript);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Asset(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(
                $"The program was built without its resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
