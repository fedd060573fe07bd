using CacheFleet.LoadTests.Commands;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using CacheFleet.LoadTests.Tests.FakeFleet;

namespace CacheFleet.LoadTests.Tests;

public sealed class LabTests
{
    [Fact]
    public async Task A_requirement_runs_all_that_proves_it()
    {
        await using var fleet = await Fakes.StartAsync(replicas: 2);

        using var run = await Runs.AgainstAsync(
            fleet, "run", "a4", "--policy", "baseline", "--trials", "2", "--during", "1s", "--rate", "20");

        var rows = run.Json["rows"]!.AsArray();
        Assert.Equal(["forced", "free"], rows.Select(row => row!["mode"]!.GetValue<string>()));
        Assert.Equal(2, run.Json["proofs"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_scenario_that_breaks_fails_alone_and_the_others_are_reported()
    {
        using var run = await RunAllAsync(
            new Made("breaks", "B2", _ => throw new TimeoutException("no answer in 5 s")),
            new Made("works", "A10", _ => Task.FromResult(Good)));

        Assert.Equal(1, run.ExitCode);
        var proofs = run.Json["proofs"]!.AsArray();
        Assert.Equal(["B2", "A10"], proofs.Select(proof => proof!["id"]!.GetValue<string>()));
        Assert.Equal([false, true], proofs.Select(proof => proof!["pass"]!.GetValue<bool>()));
        Assert.Contains("TimeoutException: no answer in 5 s", run.Read("report.md"), StringComparison.Ordinal);
        Assert.Contains("1 of 2 · B2 · breaks", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_everything_ends_in_its_time_and_says_what_was_not_run()
    {
        using var run = await RunAllAsync(
            ["--within", "200ms"],
            new Made("endless", "B2", async ct =>
            {
                await Task.Delay(Timeout.Infinite, ct);
                return Good;
            }),
            new Made("late", "A10", _ => Task.FromResult(Good)));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("given up after", run.Read("report.md"), StringComparison.Ordinal);
        Assert.Contains("not begun", run.Read("report.md"), StringComparison.Ordinal);
    }

    // Mutant: Session writes no report when it is cancelled.
    [Fact]
    public async Task A_run_that_is_cancelled_keeps_what_has_come_to_its_end()
    {
        using var cancelling = new CancellationTokenSource();
        using var run = await RunAllAsync(
            [], cancelling.Token,
            new Made("works", "A10", _ => Task.FromResult(Good)),
            new Made("endless", "B2", async ct =>
            {
                await cancelling.CancelAsync();
                await Task.Delay(Timeout.Infinite, ct);
                return Good;
            }));

        Assert.Equal(ExitCode.Cancelled, run.ExitCode);
        Assert.Equal(
            ["A10"], run.Json["proofs"]!.AsArray().Select(proof => proof!["id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_report_is_made_from_recorded_runs_and_takes_the_later_result()
    {
        using var first = await RunAllAsync(
            new Made("one", "A10", _ => throw new TimeoutException("first")),
            new Made("two", "A2", _ => Task.FromResult(Good with { Proofs = [new Proof("A2", "", "", "")] })));
        using var second = await RunAllAsync(new Made("one", "A10", _ => Task.FromResult(Good)));

        using var report = await Runs.StartAsync(
            ["report", first.Folder, second.Folder], withFolder: true);

        Assert.True(report.ExitCode == 0, report.Errors);
        Assert.Equal(["A2", "A10"], report.Json["proofs"]!.AsArray()
            .Select(proof => proof!["id"]!.GetValue<string>()).Order(RequirementOrder.Instance));
        Assert.DoesNotContain("TimeoutException", report.Read("report.html"), StringComparison.Ordinal);
        Assert.Equal("2.5", report.Json["rows"]![0]!["figure"]!.ToJsonString());
    }

    [Fact]
    public async Task A_report_without_a_run_says_how_to_make_one()
    {
        using var report = await Runs.StartAsync(["report", Path.GetTempPath()], withFolder: true);

        Assert.Equal(2, report.ExitCode);
        Assert.Contains("it is no recorded run", report.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_knob_of_one_scenario_is_an_option_within_its_bounds()
    {
        using var run = await RunAllAsync(["--pauses", "21"], new Made("one", "A10", _ => Task.FromResult(Good)));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--pauses is '21': give a whole number from 1 to 20.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_of_one_requirement_leaves_the_others_verdicts_alone()
    {
        var findings = new Findings([], [],
            [new Check("a", "", "", true) { Id = "A1" }, new Check("b", "", "", false) { Id = "A3" }], []);
        var result = new ScenarioResult(
            "s", "", "", 1, DateTimeOffset.UnixEpoch, TimeSpan.Zero, Machine.Here(), findings);

        Assert.True(result.Proves(new Proof("A1", "", "", "")));
        Assert.False(result.Proves(new Proof("A3", "", "", "")));
        Assert.False(result.Proves(new Proof("A4", "", "", "")));
    }

    private static Findings Good => new(
        [new Column("figure", "figure", "any")],
        [new Row("A10", "lease", 3) { Values = { ["figure"] = 2.5, ["list"] = new[] { 1, 2 } } }],
        [new Check("it worked", "yes", "yes", Pass: true)],
        [])
    {
        Proofs = [new Proof("A10", "it works", "no", "yes")],
    };

    private static Task<Run> RunAllAsync(params Made[] scenarios) => RunAllAsync([], scenarios);

    private static Task<Run> RunAllAsync(string[] options, params Made[] scenarios) =>
        RunAllAsync(options, TestContext.Current.CancellationToken, scenarios);

    private static async Task<Run> RunAllAsync(
        string[] options, CancellationToken ct, params Made[] scenarios)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"cachefleet-lab-{Path.GetRandomFileName()}");
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await LoadTestProgram.RunAsync(
            ["run", "--all", "--out", folder, .. options], Consoles.Plain(output), errors, ct,
            new ScenarioCatalog(scenarios));
        return new Run(code, output.ToString(), errors.ToString(), folder);
    }

    private sealed class Made(string name, string requirement, Func<CancellationToken, Task<Findings>> run) : IScenario
    {
        public string Name => name;

        public IReadOnlyList<string> Proves => [requirement];

        public string Title => name;

        public string What => "Nothing happens. It is a test's.";

        public bool NeedsFleet => false;

        public IReadOnlyList<Knob> OwnKnobs => [new Knob("--pauses", "pauses", 20, 1, 20)];

        public Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct) => run(ct);
    }
}
