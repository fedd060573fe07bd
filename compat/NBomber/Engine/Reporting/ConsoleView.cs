using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine.Measuring;
using Spectre.Console;

namespace NBomber.Engine.Reporting;

/// <summary>Live figures: a table that redraws itself on a terminal, a line per scenario and
/// reporting interval where there is none.</summary>
internal static class ConsoleView
{
    /// <param name="console">Where to write.</param>
    /// <param name="context">Says whether to write at all.</param>
    /// <param name="ledgers">The figures.</param>
    /// <param name="loop">Given something to call every second.</param>
    public static Task ShowWhileAsync(
        IAnsiConsole console, NBomberContext context, IReadOnlyList<Ledger> ledgers,
        Func<Action<TimeSpan>, Task> loop)
    {
        if (!context.ConsoleMetrics)
            return loop(_ => { });
        var interactive = console.Profile.Capabilities is { Interactive: true, Ansi: true };
        return interactive
            ? console.Live(Table(ledgers, TimeSpan.Zero)).StartAsync(live =>
                loop(at => live.UpdateTarget(Table(ledgers, at))))
            : loop(at =>
            {
                if (at.Ticks % context.ReportingInterval.Ticks == 0)
                    PrintLines(console, ledgers, at);
            });
    }

    /// <summary>The closing summary.</summary>
    public static void Conclude(IAnsiConsole console, NBomberContext context, NodeStats stats)
    {
        if (!context.ConsoleMetrics)
            return;
        foreach (var scenario in stats.ScenarioStats)
        {
            console.WriteLine(Rows.Summary(scenario));
            foreach (var step in Rows.Parts(scenario))
            {
                console.WriteLine(
                    $"  {step.StepName}: {step.Ok.Request.RPS} ok/s, " +
                    $"p50 {step.Ok.Latency.Percent50} ms, p99 {step.Ok.Latency.Percent99} ms, " +
                    $"{step.Fail.Request.Count} failed");
            }
        }
        foreach (var threshold in stats.Thresholds.Where(one => one.IsFailed))
            console.WriteLine($"  threshold failed: {threshold.CheckExpression}");
        foreach (var file in stats.ReportFiles)
            console.WriteLine($"  report: {file.FilePath}");
    }

    private static Table Table(IReadOnlyList<Ledger> ledgers, TimeSpan at)
    {
        var table = new Table().Title($"{at:hh\\:mm\\:ss}  (NBomber's stand-in)").AddColumns(
            "scenario", "load", "ok/s", "fail/s", "p50 ms", "p95 ms", "p99 ms", "under way");
        foreach (var ledger in ledgers)
        {
            var load = ledger.Run.Progress.Simulation(at, ledger.Run.Copies);
            var second = ledger.Seconds.Count > 0 ? ledger.Seconds[^1] : default;
            table.AddRow(
                Markup.Escape(ledger.Run.Name), $"{load.SimulationName} {load.Value}",
                $"{second.OkPerSecond:0}", $"{second.FailPerSecond:0}", $"{second.P50Ms:0.0}",
                $"{second.P95Ms:0.0}", $"{second.P99Ms:0.0}", $"{ledger.Run.UnderWay.Count}");
        }
        return table;
    }

    private static void PrintLines(IAnsiConsole console, IReadOnlyList<Ledger> ledgers, TimeSpan at)
    {
        foreach (var ledger in ledgers)
        {
            var second = ledger.Seconds[^1];
            console.WriteLine(
                $"{at:hh\\:mm\\:ss} {ledger.Run.Name}: {second.OkPerSecond:0} ok/s, " +
                $"{second.FailPerSecond:0} fail/s, p50 {second.P50Ms:0.0} ms, " +
                $"p99 {second.P99Ms:0.0} ms");
        }
    }
}
