using CacheFleet.Interleavings.Tests.Running;

namespace CacheFleet.Interleavings.Tests.Exploring;

/// <summary>What an exploration came to.</summary>
/// <param name="Schedules">How many orders of steps there are; every one is covered.</param>
/// <param name="Stale">How many of them break what must hold.</param>
/// <param name="States">How many different states they go through.</param>
/// <param name="Runs">How many runs it took.</param>
/// <param name="Shortest">The schedule that breaks it in the fewest steps.</param>
internal sealed record Exploration(
    Scenario Scenario, ulong Schedules, ulong Stale, int States, int Runs, Schedule? Shortest);

/// <summary>The choices of one run, from its beginning.</summary>
internal sealed record Schedule(Scenario Scenario, IReadOnlyList<Choice> Choices)
{
    public int Length => Choices.Count;

    /// <summary>Runs it again and tells it, step by step.</summary>
    public string Tell()
    {
        using var nodes = new Nodes(Scenario.Policy);
        using var world = new World(Scenario, nodes, narrates: true);
        foreach (var choice in Choices)
            world.Take(choice);
        var lines = world.Lines.Select((line, i) => $"{i + 1,3}. {line}").ToList();
        if (world.Violation is null)
        {
            world.Settle();
            lines.AddRange(world.Lines.Skip(lines.Count).Select(line => "     " + line));
        }
        lines.Add(world.Violation is { } what ? $"     STALE: {what}." : "     Nothing is wrong.");
        return string.Join(Environment.NewLine, lines);
    }
}
