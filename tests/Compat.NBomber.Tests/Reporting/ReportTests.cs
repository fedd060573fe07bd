using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CacheFleet.Compat.NBomber.Tests.Support;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace CacheFleet.Compat.NBomber.Tests.Reporting;

public sealed partial class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reports").FullName;
    private readonly StillSession _session = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_format_says_what_the_statistics_say_and_who_wrote_it()
    {
        var stats = Run();
        var page = stats.ScenarioStats.Get("pages").Ok;
        var latency = page.Latency;

        Assert.Equal(4, stats.ReportFiles.Length);
        foreach (var file in stats.ReportFiles)
        {
            Assert.Equal(file.ReportContent, File.ReadAllText(file.FilePath));
            Assert.Contains("stand-in for NBomber", file.ReportContent, StringComparison.Ordinal);
            foreach (var value in new[] { latency.MeanMs, latency.Percent99, page.Request.RPS })
            {
                Assert.Contains(
                    value.ToString(CultureInfo.InvariantCulture), file.ReportContent,
                    StringComparison.Ordinal);
            }
        }
        Assert.Equal(
            ["named.csv", "named.html", "named.md", "named.txt"],
            Directory.GetFiles(_folder, "named*").Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Text_reports_have_thresholds_codes_and_failures()
    {
        var stats = Run();
        foreach (var format in new[] { ReportFormat.Txt, ReportFormat.Md, ReportFormat.Html })
        {
            var text = Text(stats, format);
            Assert.Contains("503", text, StringComparison.Ordinal);
            Assert.Contains("fail = 10, 25 %", text, StringComparison.Ordinal);
            Assert.Contains("Inject { Rate = 4", text, StringComparison.Ordinal);
            Assert.Contains("failed", text, StringComparison.Ordinal);
            Assert.Contains("global information", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_users_wrote_cannot_break_a_report()
    {
        var stats = Run();

        Assert.Contains("a \\| <b>,\"c\"", Text(stats, ReportFormat.Md), StringComparison.Ordinal);
        Assert.Contains(
            "a | &lt;b&gt;,&quot;c&quot;", Text(stats, ReportFormat.Html),
            StringComparison.Ordinal);
        Assert.Contains(
            "\"suite, \"\"quoted\"\"\",", Text(stats, ReportFormat.Csv), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_needs_nothing_from_the_network_and_its_charts_are_drawn()
    {
        var html = Text(Run(), ReportFormat.Html);

        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        var charts = Svg().Matches(html).Select(match => XElement.Parse(match.Value)).ToArray();
        Assert.Equal(
            ["Iterations per second", "Latency of ok iterations (ms)"],
            charts.Select(chart => chart.Element("title")!.Value));
        Assert.All(charts, chart => Assert.All(
            chart.Elements("polyline"),
            line => Assert.Equal(10, line.Attribute("points")!.Value.Trim().Split(' ').Length)));
    }

    [Fact]
    public void The_finalizer_decides_what_the_reports_show()
    {
        var stats = Run(context => context.WithReportFinalizer(data =>
            ReportData.Create([.. data.ScenarioStats.Where(one => one.ScenarioName != "pages")])));

        Assert.DoesNotContain("pages", Text(stats, ReportFormat.Csv), StringComparison.Ordinal);
        Assert.True(stats.ScenarioStats.Exists("pages"));
    }

    [Fact]
    public void Without_reports_nothing_is_written()
    {
        var stats = Run(context => context.WithoutReports());

        Assert.Empty(stats.ReportFiles);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private NodeStats Run(Func<NBomberContext, NBomberContext>? configure = null)
    {
        var context = NBomberRunner.RegisterScenarios(Scenario.Create("pages", async one =>
        {
            await _session.Wait(0.1 + one.GetScenarioTimerTime().TotalSeconds / 100);
            return one.GetScenarioTimerTime().Milliseconds < 250
                ? Response.Fail(statusCode: "503", message: "a | <b>,\"c\"")
                : Response.Ok(statusCode: "200", sizeBytes: 100);
        })
        .WithoutWarmUp()
        .WithThresholds(Threshold.Create(stats => stats.Fail.Request.Count == 0))
        .WithLoadSimulations(Simulation.Inject(4, Times.Second, Times.Seconds(10))))
            .WithReportFolder(_folder).WithReportFileName("named")
            .WithTestSuite("suite, \"quoted\"");
        return _session.Run(configure?.Invoke(context) ?? context, withReports: true);
    }

    private static string Text(NodeStats stats, ReportFormat format) =>
        stats.ReportFiles.Single(file => file.ReportFormat == format).ReportContent;

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}
