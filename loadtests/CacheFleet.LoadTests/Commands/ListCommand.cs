using System.CommandLine;
using CacheFleet.LoadTests.Scenarios;
using Spectre.Console;

namespace CacheFleet.LoadTests.Commands;

internal static class ListCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var command =
            new Command("list", "show the scenarios, what they show and what can be turned");
        command.SetAction(_ => Write(console));
        return command;
    }

    private static int Write(IAnsiConsole console)
    {
        foreach (var scenario in ScenarioCatalog.All)
        {
            console.MarkupLineInterpolated(
                $"[bold]{scenario.Name}[/] ({scenario.Rows}) {scenario.Title}");
            console.WriteLine($"  {scenario.What}");
            console.WriteLine($"  knobs: {string.Join(' ', scenario.Listens)}");
            console.WriteLine();
        }
        console.WriteLine(
            $"policies: {string.Join("; ", LabPolicies.All.Select(p => $"{p.Name} ({p.What})"))}");
        return ExitCode.Passed;
    }
}
