using System.Diagnostics;
using System.Text.RegularExpressions;
using CacheFleet.LoadTests.Reporting;
using CacheFleet.LoadTests.Results;
using CacheFleet.LocalServers;
using CacheFleet.Testing;

namespace CacheFleet.Lab.Tests;

/// <summary>The page over the recorded run, opened in a browser that has no network.</summary>
public sealed partial class ReportPageTests
{
    // Stands before the page's own scripts, so that it hears of their errors; looks at what they
    // have drawn when all is loaded.
    private const string Watch = """
        <script>
        addEventListener("error", e => document.body.dataset.error = e.message);
        addEventListener("load", () => {
          const isBlank = canvas => !canvas.getContext("2d")
            .getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte !== 0);
          const canvases = [...document.querySelectorAll("canvas")];
          document.body.dataset.canvases = canvases.length;
          document.body.dataset.blank = canvases.filter(isBlank).length;
        });
        </script>
        """;

    private static readonly IReadOnlyList<ScenarioResult> Recorded =
        RunRecord.Latest([Path.Combine(Repository.Root, "docs", "results")]);

    // Mutant: draw() in report.js makes no Chart.
    [Fact]
    public async Task Every_chart_of_the_recorded_run_is_drawn_and_nothing_fails()
    {
        var page = await OpenAsync();
        var charts = Recorded.Sum(result => result.Findings.Charts.Count);

        Assert.DoesNotContain("data-error", page, StringComparison.Ordinal);
        Assert.Contains($"data-canvases=\"{charts}\"", page, StringComparison.Ordinal);
        Assert.Contains("data-blank=\"0\"", page, StringComparison.Ordinal);
        Assert.True(charts > 0);
    }

    [Fact]
    public async Task The_page_shows_a_line_for_each_proof_and_for_each_policy_whose_sessions_were_watched()
    {
        var page = await OpenAsync();

        Assert.Equal(
            Recorded.SelectMany(result => result.Findings.Proofs).Select(proof => proof.Id)
                .Order(StringComparer.Ordinal),
            FirstCells(page, "id=\"summary\"").Order(StringComparer.Ordinal));
        Assert.Equal(
            Recorded.Sum(result => result.Findings.Sessions.Count),
            FirstCells(page, "id=\"sessions\"").Count());
        Assert.All(Recorded, result => Assert.Contains($"<h1>{result.Title} ", page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> FirstCells(string page, string from)
    {
        var start = page.IndexOf(from, StringComparison.Ordinal);
        if (start < 0) return [];
        var table = page[start..page.IndexOf("</table>", start, StringComparison.Ordinal)];
        return FirstCell().Matches(table).Select(cell => cell.Groups[1].Value);
    }

    private static async Task<string> OpenAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), $"cachefleet-page-{Path.GetRandomFileName()}.html");
        var profile = Directory.CreateTempSubdirectory("cachefleet-browser-");
        try
        {
            var html = HtmlReport.Write(Recorded).Replace("<body>", "<body>" + Watch, StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, html);
            var start = new ProcessStartInfo(Programs.Find("chromium", "chromium"),
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={profile.FullName}",
                "--window-size=1280,900", "--dump-dom", $"file://{file}",
            ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var browser = Process.Start(start)!;
            var chatter = browser.StandardError.ReadToEndAsync();
            var page = await browser.StandardOutput.ReadToEndAsync().WaitAsync(Eventually.Patience);
            await browser.WaitForExitAsync().WaitAsync(Eventually.Patience);
            Assert.True(browser.ExitCode == 0, await chatter);
            return page;
        }
        finally
        {
            File.Delete(file);
            profile.Delete(recursive: true);
        }
    }

    [GeneratedRegex("<tr><td>([^<]*)</td>")]
    private static partial Regex FirstCell();
}
