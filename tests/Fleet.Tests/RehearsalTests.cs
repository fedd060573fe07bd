using System.Text.Json.Nodes;
using CacheFleet.Lab;
using CacheFleet.LoadTests.Commands;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Reporting;
using CacheFleet.Testing;

namespace CacheFleet.Fleet.Tests;

/// <summary>
/// What the runbooks say to rehearse with is rehearsed, each run in a short variant, against a fleet
/// or on servers of its own.
/// </summary>
public sealed class RehearsalTests(RunningFleet fleet) : IClassFixture<RunningFleet>
{
    // Small enough for a test. The verdicts about times are the recorded run's matter: here every
    // run must come to its end and measure what it is there for.
    private static readonly Dictionary<string, string> Short = new()
    {
        ["A3"] = "--policy baseline lease --trials 2 --rate 60 --during 2s",
        ["backlog"] = "--products 200 --times 2 --beside 50",
        ["dead-letters"] = "--poison 2 --healthy 20",
        ["dropped-delete"] = "--drop-life 500ms --drop-during 2s",
        ["expiry-storm"] = "--warm-keys 100 --warm-life 2s",
        ["failover"] = "--failovers 2",
        ["faults"] = "--rounds 1 --blind 0",
        ["herd"] = "--herd 60 --policy baseline lease --expiries 1",
        ["herd --kill-one"] = "--herd 60",
        ["killed-holder"] = "--kills 2 --lock-life 500ms",
        ["paused-holder"] = "--pauses 2",
        ["redlock"] = "--redlock-rounds 2",
        ["schema-change"] = "--rolled-keys 100 --rolled-during 3s",
    };

    public static TheoryData<string> Rehearsed =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs", "runbooks"), "*.md")
            .SelectMany(file => Rehearsals.Of(File.ReadAllText(file)))
            .Select(words => string.Join(' ', words)).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Rehearsed))]
    public async Task A_rehearsal_of_a_runbook_comes_to_its_end(string rehearsal)
    {
        Assert.True(Short.TryGetValue(rehearsal, out var knobs), $"'{rehearsal}' has no short variant here.");
        // The rehearsal before may have killed one of the three.
        await Eventually.IsTrueAsync(
            async () => (await fleet.Lab.InstancesAsync()).Length > 1, "the fleet answers");
        var folder = Path.Combine(Path.GetTempPath(), $"cachefleet-rehearsal-{Path.GetRandomFileName()}");
        using var output = new StringWriter();
        try
        {
            var code = await LoadTestProgram.RunAsync(
                [
                    "run", .. rehearsal.Split(' '), .. knobs.Split(' '), "--out", folder,
                    "--target", fleet.Lab.Http.BaseAddress!.ToString(),
                ],
                Consoles.Plain(output), output, TestContext.Current.CancellationToken, LabCatalog.All);

            Assert.True(code is ExitCode.Passed or ExitCode.Failed, output.ToString());
            var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "report.json")))!;
            Assert.NotEmpty(report["rows"]!.AsArray());
            Assert.DoesNotContain("ran to its end", output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }
}
