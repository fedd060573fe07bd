using CacheFleet.Interleavings.Tests.Running;

namespace CacheFleet.Interleavings.Tests.Exploring;

/// <summary>Takes random choices where there are too many to try all: what a seed found, it finds again.</summary>
internal sealed class RandomWalks(Scenario scenario) : IDisposable
{
    // A mishap at every other step would leave nothing to race.
    private const double ShareOfMishaps = 0.15;

    private readonly Nodes _nodes = new(scenario.Policy);

    /// <summary>Walks once for each seed, and stops at the first that goes wrong.</summary>
    public (int Walks, int? Seed) Walk(int firstSeed, int walks)
    {
        for (var i = 0; i < walks; i++)
        {
            if (Walk(firstSeed + i).Violation is not null)
                return (i + 1, firstSeed + i);
        }
        return (walks, null);
    }

    public (string? Violation, Schedule Schedule) Walk(int seed)
    {
        var random = new Random(seed);
        using var world = new World(scenario, _nodes);
        var taken = new List<Choice>();
        while (world.Choices.Count > 0 && world.Violation is null)
        {
            taken.Add(Pick(world.Choices, random));
            world.Take(taken[^1]);
        }
        if (world.Violation is null)
            world.Settle();
        return (world.Violation, new Schedule(scenario, taken));
    }

    public void Dispose() => _nodes.Dispose();

    private static Choice Pick(IReadOnlyList<Choice> choices, Random random)
    {
        var steps = choices.TakeWhile(choice => !choice.Costs).Count();
        var ofSteps = steps > 0 && (steps == choices.Count || random.NextDouble() > ShareOfMishaps);
        return ofSteps
            ? choices[random.Next(steps)]
            : choices[random.Next(steps, choices.Count)];
    }
}
