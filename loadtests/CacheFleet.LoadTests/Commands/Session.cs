using System.Diagnostics;
using System.Net.Sockets;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Reporting;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using Spectre.Console;

namespace CacheFleet.LoadTests.Commands;

/// <summary>Runs scenarios against one fleet, one after another, and writes the reports.</summary>
public sealed class Session(IAnsiConsole console, TextWriter errors, TimeProvider clock)
{
    public async Task<int> RunAsync(
        string name, IReadOnlyList<(IScenario Scenario, Knobs Knobs)> runs, Output output,
        CancellationToken ct)
    {
        try
        {
            var target = FleetAddress.Find(output.Target, Environment.GetEnvironmentVariable);
            using var fleet = await FleetClient.ConnectAsync(target, ct);
            var results = new List<ScenarioResult>();
            foreach (var (scenario, knobs) in runs)
            {
                if (await MeasureAsync(fleet, scenario, knobs, ct) is { } result)
                    results.Add(result);
            }
            if (results.Count == 0) return ExitCode.Passed;
            await ReportAsync(name, results, output, ct);
            return results.All(result => result.Passed) ? ExitCode.Passed : ExitCode.Failed;
        }
        catch (Exception e) when (
            e is FleetUnavailableException or LabRefusedException or ArgumentException
            or InvalidDataException or HttpRequestException or SocketException or IOException)
        {
            await errors.WriteLineAsync($"error: {e.Message}");
            return ExitCode.NotRun;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await errors.WriteLineAsync("cancelled: the fleet is as it was found.");
            return ExitCode.Cancelled;
        }
    }

    private async Task<ScenarioResult?> MeasureAsync(
        FleetClient fleet, IScenario scenario, Knobs knobs, CancellationToken ct)
    {
        var live = new LiveView(console, clock);
        var startedAt = clock.GetUtcNow();
        var start = Stopwatch.GetTimestamp();
        try
        {
            var findings = await live.WhileAsync(
                () => scenario.RunAsync(new ScenarioContext(fleet, knobs, live), ct));
            var result = new ScenarioResult(
                scenario.Name, scenario.Title, scenario.What, knobs.Seed, startedAt,
                Stopwatch.GetElapsedTime(start), Machine.Here(), findings);
            ConsoleReport.Write(console, result);
            return result;
        }
        catch (ScenarioSkippedException e)
        {
            console.WriteLine($"SKIPPED {scenario.Name}: {e.Message}");
            return null;
        }
    }

    private async Task ReportAsync(
        string name, IReadOnlyList<ScenarioResult> results, Output output, CancellationToken ct)
    {
        var folder = output.Folder ?? ReportFolder.Default(name, clock.GetUtcNow());
        var page = await ReportFolder.WriteAsync(folder, results, ct);
        console.WriteLine($"report: {Path.GetFullPath(page)}");
        if (output.JsonFile is not { } file) return;
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } parent)
            Directory.CreateDirectory(parent);
        await File.WriteAllTextAsync(file, ResultJson.Write(results), ct);
    }
}

/// <summary>Which fleet, and where the reports go.</summary>
public sealed record Output(string? Target, string? Folder, string? JsonFile);
