using System.Diagnostics;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Reporting;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using Spectre.Console;

namespace CacheFleet.LoadTests.Commands;

/// <summary>
/// The way through several scenarios: shows which one it is at, gives each its time, and goes on
/// when one breaks, because the others' figures are worth having.
/// </summary>
internal sealed class Course(IAnsiConsole console, TimeProvider clock, int count, TimeSpan? within)
{
    private static readonly TimeSpan WorthBeginning = TimeSpan.FromMilliseconds(50);

    private readonly long _start = clock.GetTimestamp();

    /// <summary>
    /// Null if the scenario was skipped for want of what it does not bring along.
    /// </summary>
    public async Task<ScenarioResult?> RunAsync(
        FleetClient? fleet, Planned planned, int index, CancellationToken ct)
    {
        var (scenario, knobs) = planned;
        if (count > 1) Announce(scenario, index);
        var live = new LiveView(console, clock);
        var startedAt = clock.GetUtcNow();
        var start = Stopwatch.GetTimestamp();
        try
        {
            var findings = await live.WhileAsync(
                () => FindAsync(scenario, new ScenarioContext(fleet, knobs, live), fleet, ct));
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

    private async Task<Findings> FindAsync(
        IScenario scenario, ScenarioContext context, FleetClient? fleet, CancellationToken ct)
    {
        if (count == 1) return await scenario.RunAsync(context, ct);
        var limit = LimitOf(scenario);
        if (limit < WorthBeginning)
        {
            return Findings.Broken(
                scenario.Proves, $"not begun: the {Minutes(within!.Value)} were over");
        }
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(limit);
        try
        {
            // The scenario before may have killed one that has come back at another address.
            if (scenario.NeedsFleet) await fleet!.RefreshReplicasAsync(time.Token);
            return await scenario.RunAsync(context, time.Token);
        }
        catch (OperationCanceledException)
            when (!ct.IsCancellationRequested && time.IsCancellationRequested)
        {
            return Findings.Broken(scenario.Proves, $"given up after {Minutes(limit)}");
        }
        catch (Exception e) when (e is not (OperationCanceledException or ScenarioSkippedException))
        {
            return Findings.Broken(scenario.Proves, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private TimeSpan LimitOf(IScenario scenario)
    {
        if (within is not { } all) return scenario.Limit;
        var left = all - clock.GetElapsedTime(_start);
        return left < scenario.Limit ? left : scenario.Limit;
    }

    private void Announce(IScenario scenario, int index)
    {
        var gone = clock.GetElapsedTime(_start);
        console.WriteLine();
        console.Write(new Rule(Markup.Escape(
            $"{index + 1} of {count} · {string.Join(' ', scenario.Proves)} · {scenario.Name} "
            + $"· {(int)gone.TotalMinutes}:{gone.Seconds:00}")).LeftJustified());
    }

    private static string Minutes(TimeSpan time) =>
        FormattableString.Invariant($"{time.TotalMinutes:0.#} minutes");
}
