using System.CommandLine;
using CacheFleet.LoadTests.Scenarios;
using Spectre.Console;

namespace CacheFleet.LoadTests.Commands;

/// <summary>The program without its process, so that tests can run it.</summary>
public static class LoadTestProgram
{
    // After Ctrl-C a scenario still gives back what it took: gates, rows, cache entries.
    private static readonly TimeSpan TimeToTidyUp = TimeSpan.FromSeconds(8);

    public static async Task<int> RunAsync(
        string[] args, IAnsiConsole console, TextWriter errors, CancellationToken ct,
        ScenarioCatalog? catalog = null)
    {
        catalog ??= ScenarioCatalog.OverHttp;
        var session = new Session(console, errors, TimeProvider.System);
        var root = new RootCommand(
            "CacheFleet's load tests: scenarios that break the fleet's cache and measure it.")
        {
            ListCommand.Create(console, catalog),
            RunCommand.Create(session, catalog),
            ReportCommand.Create(console, errors),
            TourCommand.Create(session),
            FaultCommand.Create(console, errors),
            DeadLettersCommand.Create(console, errors),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = TimeToTidyUp }, ct);
        }
        foreach (var error in parsed.Errors.Select(error => error.Message).Distinct())
        {
            await errors.WriteLineAsync($"error: {error}");
        }
        await errors.WriteLineAsync("Try: list, run --help, report --help.");
        return ExitCode.NotRun;
    }
}
