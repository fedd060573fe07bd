using System.Net;
using System.Text;
using NBomber.Contracts.Stats;

namespace NBomber.Engine.Reporting;

/// <summary>One page that needs nothing but itself: styles inline, charts as SVG.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root{color-scheme:light dark;--ok:#1a7f5a;--fail:#c0392b}
        :root{--p50:#2b6cb0;--p95:#b7791f;--p99:#c0392b}
        body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem}h3{font-size:1rem}
        table{border-collapse:collapse;margin:1rem 0;width:100%}
        th,td{border:1px solid #8886;padding:.3rem .6rem;text-align:left}
        .by{opacity:.7}.failed{color:var(--fail);font-weight:600}
        svg{width:100%;height:auto;margin:.5rem 0}svg text{fill:currentColor;font:11px sans-serif}
        svg .axis{stroke:currentColor;stroke-opacity:.25}svg .line{fill:none;stroke-width:1.8}
        """;

    public static string Of(ReportContent content)
    {
        var (stats, node) = (content.Stats, content.Stats.NodeInfo);
        var name = Encode(stats.TestInfo.TestName);
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Append($"<title>{name}</title><style>{Style}</style></head>");
        page.Append($"<body><h1>Load test: {name}</h1>");
        page.Append($"<p class=\"by\">Made by {Encode(Describe.StandIn)}.<br>");
        page.Append($"{Encode(Rows.Info(stats.TestInfo))}<br>");
        page.Append(Encode($"{node.CoresCount} cores, {node.DotNetVersion}, {node.OS}"));
        page.Append("</p>");
        AddTable(page, "Thresholds", Rows.Thresholds(stats));
        foreach (var scenario in stats.ScenarioStats)
            AddScenario(page, content, scenario);
        AddTable(page, "Metrics", Rows.Metrics(stats));
        return page.Append("</body></html>").AppendLine().ToString();
    }

    private static void AddScenario(
        StringBuilder page, ReportContent content, ScenarioStats scenario)
    {
        page.Append($"<h2>{Encode(Rows.Summary(scenario))}</h2><ul>");
        foreach (var simulation in content.Simulations(scenario.ScenarioName))
            page.Append($"<li><code>{Encode(simulation)}</code></li>");
        page.Append("</ul>").Append(Charts.Of(content.Seconds(scenario.ScenarioName)));
        foreach (var step in Rows.Parts(scenario))
        {
            if (step.Ok.Request.Count > 0)
                AddTable(page, null, Rows.Measured("ok", step.StepName, step.Ok));
            if (step.Fail.Request.Count > 0)
                AddTable(page, null, Rows.Measured("fail", step.StepName, step.Fail));
        }
        AddTable(page, "Status codes", Rows.StatusCodes(scenario));
    }

    private static void AddTable(StringBuilder page, string? title, IEnumerable<string[]> rows)
    {
        var all = rows.ToArray();
        if (all.Length == 1)
            return;
        page.Append(title is null ? "" : $"<h3>{title}</h3>").Append("<table>");
        for (var i = 0; i < all.Length; i++)
        {
            var tag = i == 0 ? "th" : "td";
            var cells = all[i].Select(cell =>
                $"<{tag}{(cell == "failed" ? " class=\"failed\"" : "")}>{Encode(cell)}</{tag}>");
            page.Append($"<tr>{string.Concat(cells)}</tr>");
        }
        page.Append("</table>");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
