using CacheFleet.LoadTests.Tests.FakeFleet;

namespace CacheFleet.LoadTests.Tests;

public sealed class ReportTests
{
    [Fact]
    public async Task All_reports_carry_the_same_rows_and_the_page_needs_nothing_else()
    {
        await using var fleet = await Fakes.StartAsync(replicas: 2);

        using var run = await Runs.AgainstAsync(fleet, "run", "race", "--trials", "3", "--seed", "9",
            "--policy", "baseline", "single-flight");

        foreach (var text in (string[])[run.Output, run.Read("report.md"), run.Read("report.html")])
        {
            Assert.Contains("baseline", text, StringComparison.Ordinal);
            Assert.Contains("single-flight", text, StringComparison.Ordinal);
            Assert.Contains("stale rate", text, StringComparison.Ordinal);
            Assert.Contains("100%", text, StringComparison.Ordinal);
        }
        var page = run.Read("report.html");
        Assert.Contains("Chart.js v4", page, StringComparison.Ordinal);
        Assert.Contains("<canvas id=\"c0-0\">", page, StringComparison.Ordinal);
        var markup = page[..page.IndexOf("<script>", StringComparison.Ordinal)];
        Assert.DoesNotContain("{{", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_JSON_has_the_common_shape()
    {
        await using var fleet = await Fakes.StartAsync(replicas: 2);

        using var run = await Runs.AgainstAsync(
            fleet, "run", "race", "--trials", "3", "--seed", "9",
            "--policy", "baseline", "single-flight");
        var json = run.Json;

        Assert.Equal("race", json["scenario"]!.GetValue<string>());
        Assert.Equal(9, json["seed"]!.GetValue<int>());
        Assert.True(DateTimeOffset.TryParse(json["startedAt"]!.GetValue<string>(), out _));
        Assert.True(json["durationSeconds"]!.GetValue<double>() > 0);
        Assert.True(json["machine"]!["cores"]!.GetValue<int>() > 0);
        var row = json["rows"]![0]!;
        Assert.Equal("A1", row["id"]!.GetValue<string>());
        Assert.Equal("baseline", row["policy"]!.GetValue<string>());
        Assert.Equal(3, row["samples"]!.GetValue<int>());
        var check = json["checks"]![0]!;
        Assert.NotNull(check["name"]!.GetValue<string>());
        Assert.NotNull(check["expected"]!.GetValue<string>());
        Assert.NotNull(check["actual"]!.GetValue<string>());
        Assert.True(check["pass"]!.GetValue<bool>());
        Assert.Equal("pass", json["verdict"]!.GetValue<string>());
    }

    [Fact]
    public async Task Several_scenarios_make_one_page_and_one_JSON()
    {
        await using var fleet = await Fakes.StartAsync(replicas: 2);

        using var run = await Runs.AgainstAsync(fleet, "tour");

        Assert.Equal("herd+race", run.Json["scenario"]!.GetValue<string>());
        Assert.Equal(6, run.Json["rows"]!.AsArray().Count);
        Assert.Contains("<h1>Summary</h1>", run.Read("report.html"), StringComparison.Ordinal);
        Assert.Contains(
            "# A herd at the instant of expiry", run.Read("report.md"), StringComparison.Ordinal);
    }
}
