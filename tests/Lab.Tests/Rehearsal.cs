using System.Text.Json.Nodes;
using CacheFleet.LoadTests.Commands;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Reporting;
using CacheFleet.Testing;

namespace CacheFleet.Lab.Tests;

/// <summary>A run of the lab that a runbook names: made in a short variant, and its verdict judged.</summary>
internal static class Rehearsal
{
    // A run that is right fails seldom, one that is wrong fails always.
    private const int Tries = 2;

    // Checks that a busy machine decides: they are the recorded run's matter.
    private static readonly string[] TimeBound =
        ["by the factor", "peak of the storm", "share of the hot key's loads", "longest", "p99", "quarter"];

    /// <summary>What the runbooks name: on a fleet, or on servers of its own.</summary>
    public static IEnumerable<string> Named(bool onFleet) =>
        Directory.GetFiles(Path.Combine(Repository.Root, "docs", "runbooks"), "*.md")
            .SelectMany(file => Rehearsals.Of(File.ReadAllText(file)))
            .Where(words => LabCatalog.All.Named(words[0]).Any(one => one.NeedsFleet) == onFleet)
            .Select(words => string.Join(' ', words)).Distinct().Order(StringComparer.Ordinal);

    public static async Task PassesAsync(string rehearsal, string? knobs, Uri? target, CancellationToken ct)
    {
        Assert.True(knobs is not null, $"'{rehearsal}' has no short variant here.");
        var said = "";
        for (var tried = 0; tried < Tries; tried++)
        {
            (var passed, said) = await RunAsync(rehearsal, knobs, target, ct);
            if (passed) return;
        }
        Assert.Fail(said);
    }

    private static async Task<(bool Passed, string Said)> RunAsync(
        string rehearsal, string knobs, Uri? target, CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"cachefleet-rehearsal-{Path.GetRandomFileName()}");
        using var output = new StringWriter();
        string[] at = target is null ? [] : ["--target", target.ToString()];
        try
        {
            var code = await LoadTestProgram.RunAsync(
                ["run", .. rehearsal.Split(' '), .. knobs.Split(' '), "--out", folder, .. at],
                Consoles.Plain(output), output, ct, LabCatalog.All);
            var file = Path.Combine(folder, "report.json");
            if (!File.Exists(file)) return (false, output.ToString());
            var report = JsonNode.Parse(await File.ReadAllTextAsync(file, ct))!;
            // The exit code is the verdict, and the report says the same.
            Assert.Equal(code == ExitCode.Passed ? "pass" : "fail", report["verdict"]!.GetValue<string>());
            var checks = report["checks"]!.AsArray().Select(check => check!).ToList();
            Assert.NotEmpty(checks);
            return (checks.All(IsPassedOrNotDecidedHere), output.ToString());
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    // Two seconds of free-running load need not meet the race; forced trials hold each reader.
    private static bool IsPassedOrNotDecidedHere(JsonNode check)
    {
        if (check["pass"]!.GetValue<bool>()) return true;
        var name = check["name"]!.GetValue<string>();
        var byChance = name.StartsWith("race: ", StringComparison.Ordinal)
            && check["expected"]!.GetValue<string>() == "> 0";
        return byChance || TimeBound.Any(words => name.Contains(words, StringComparison.Ordinal));
    }
}
