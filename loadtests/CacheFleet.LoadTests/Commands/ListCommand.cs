using System.CommandLine;
using CacheFleet.LoadTests.Scenarios;
using Spectre.Console;

namespace CacheFleet.LoadTests.Commands;

internal static class ListCommand
{
    public static Command Create(IAnsiConsole console, ScenarioCatalog catalog)
    {
        var command =
            new Command("list", "show the scenarios, what they show and what can be turned");
        var alone = new Option<bool>("--no-fleet")
        {
            Description = "only the names and requirements for which no fleet is needed",
        };
        command.Options.Add(alone);
        command.SetAction(parsed =>
            parsed.GetValue(alone) ? WriteAlone(console, catalog) : Write(console, catalog));
        return command;
    }

    private static int Write(IAnsiConsole console, ScenarioCatalog catalog)
    {
        foreach (var scenario in catalog.All)
        {
            console.MarkupLineInterpolated(
                $"[bold]{scenario.Name}[/] ({string.Join(", ", scenario.Proves)}) {scenario.Title}");
            console.WriteLine($"  {scenario.What}");
            if (!scenario.NeedsFleet) console.WriteLine("  Needs no fleet: it starts its own servers.");
            console.WriteLine($"  knobs: {string.Join(' ', KnobsOf(scenario))}");
            console.WriteLine();
        }
        console.WriteLine($"requirements: {string.Join(", ", catalog.Requirements)}");
        console.WriteLine(
            $"policies: {string.Join("; ", LabPolicies.All.Select(p => $"{p.Name} ({p.What})"))}");
        return ExitCode.Passed;
    }

    private static int WriteAlone(IAnsiConsole console, ScenarioCatalog catalog)
    {
        var alone = catalog.All.Where(scenario => !scenario.NeedsFleet).Select(scenario => scenario.Name)
            .Concat(catalog.Requirements.Where(id => catalog.Proving(id).All(one => !one.NeedsFleet)));
        foreach (var name in alone) console.WriteLine(name);
        return ExitCode.Passed;
    }

    /// <summary>The names of the options that a scenario listens to.</summary>
    public static IReadOnlyList<string> KnobsOf(IScenario scenario) =>
        [.. scenario.Listens, .. scenario.OwnKnobs.Select(knob => knob.Name)];
}
