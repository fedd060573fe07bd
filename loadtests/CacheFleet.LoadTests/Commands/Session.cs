using System.Net.Sockets;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Reporting;
using CacheFleet.LoadTests.Results;
using Spectre.Console;

namespace CacheFleet.LoadTests.Commands;

/// <summary>Runs scenarios against one fleet, one after another, and writes the reports.</summary>
public sealed class Session(IAnsiConsole console, TextWriter errors, TimeProvider clock)
{
    /// <summary>
    /// With one scenario, trouble ends the program with <see cref="ExitCode.NotRun"/>; with several
    /// it fails that scenario only. <paramref name="within"/> bounds all of them together.
    /// </summary>
    public async Task<int> RunAsync(
        string name, IReadOnlyList<Planned> plan, Output output, CancellationToken ct,
        TimeSpan? within = null)
    {
        var results = new List<ScenarioResult>();
        try
        {
            using var fleet = await ConnectAsync(plan, output, ct);
            var course = new Course(console, clock, plan.Count, within);
            for (var i = 0; i < plan.Count; i++)
            {
                if (await course.RunAsync(fleet, plan[i], i, ct) is { } result) results.Add(result);
            }
            if (results.Count == 0) return ExitCode.Passed;
            if (plan.Count > 1) ConsoleReport.WriteSummary(console, results);
            await ReportAsync(name, results, output, ct);
            return results.All(result => result.Passed) ? ExitCode.Passed : ExitCode.Failed;
        }
        catch (Exception e) when (IsTrouble(e))
        {
            await errors.WriteLineAsync($"error: {e.Message}");
            return ExitCode.NotRun;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await errors.WriteLineAsync("cancelled: the fleet is as it was found.");
            // What has come to its end is worth keeping: joined with others it makes a whole record.
            if (results.Count > 0) await ReportAsync(name, results, output, CancellationToken.None);
            return ExitCode.Cancelled;
        }
    }

    /// <summary>
    /// What may befall a program that talks to a fleet; anything else is a fault of its own.
    /// </summary>
    internal static bool IsTrouble(Exception e) =>
        e is FleetUnavailableException or LabRefusedException or ArgumentException
            or InvalidDataException or HttpRequestException or SocketException or IOException;

    private static async Task<FleetClient?> ConnectAsync(
        IReadOnlyList<Planned> plan, Output output, CancellationToken ct) =>
        plan.Any(one => one.Scenario.NeedsFleet)
            ? await FleetClient.ConnectAsync(
                FleetAddress.Find(output.Target, Environment.GetEnvironmentVariable), ct)
            : null;

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
