using System.CommandLine;
using System.Diagnostics;
using CacheFleet.Benchmarks.Cases;
using CacheFleet.LoadTests.Commands;
using CacheFleet.LoadTests.Reporting;
using CacheFleet.LoadTests.Results;
using Spectre.Console;

namespace CacheFleet.Benchmarks;

/// <summary>The command line: which benchmarks, how long, where to put the report.</summary>
internal static class BenchProgram
{
    private static readonly IReadOnlyList<IBenchmark> All =
    [
        new MemoryHit(),
        new RedisHit(),
        new MissPath(),
        new Hints(),
        new Herds(),
        new Locks(),
        new PausedHolder(),
        new DeadRedis(),
    ];

    public static async Task<int> RunAsync(string[] args, IAnsiConsole console, TextWriter errors)
    {
        var names = new Argument<string[]>("name")
        {
            Description = $"benchmarks to run, all without one: {Names(All)}",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var brief = new Option<bool>("--short") { Description = "within two minutes" };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
        var folder = new Option<string?>("--out") { Description = "folder for the report" };
        var root = new RootCommand("CacheFleet's benchmarks.") { names, brief, seed, folder };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 || args is ["-h"] or ["--help"])
            return await parsed.InvokeAsync();

        var wanted = parsed.GetValue(names) ?? [];
        if (wanted.FirstOrDefault(name => All.All(one => one.Name != name)) is { } unknown)
        {
            await errors.WriteLineAsync(
                $"error: there is no benchmark '{unknown}': they are {Names(All)}");
            return ExitCode.NotRun;
        }

        var chosen = All.Where(one => wanted.Length == 0 || wanted.Contains(one.Name)).ToList();
        var effort = new Effort(parsed.GetValue(brief), parsed.GetValue(seed));
        var results = new List<ScenarioResult>();
        foreach (var benchmark in chosen)
            results.Add(await MeasureAsync(benchmark, effort, console));
        var now = TimeProvider.System.GetUtcNow();
        var page = await ReportFolder.WriteAsync(
            parsed.GetValue(folder) ?? ReportFolder.Default("bench", now), results, default);
        console.WriteLine($"report: {Path.GetFullPath(page)}");
        return results.All(result => result.Passed) ? ExitCode.Passed : ExitCode.Failed;
    }

    private static async Task<ScenarioResult> MeasureAsync(
        IBenchmark benchmark, Effort effort, IAnsiConsole console)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        var begun = Stopwatch.GetTimestamp();
        var findings = await benchmark.RunAsync(effort);
        var result = new ScenarioResult(
            benchmark.Name, benchmark.Title, benchmark.What, effort.Seed, startedAt,
            Stopwatch.GetElapsedTime(begun), Machine.Here(), findings);
        ConsoleReport.Write(console, result);
        return result;
    }

    private static string Names(IEnumerable<IBenchmark> benchmarks) =>
        string.Join(", ", benchmarks.Select(one => one.Name));
}
