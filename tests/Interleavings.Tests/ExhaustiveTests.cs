using CacheFleet.Interleavings.Tests.Exploring;
using CacheFleet.Interleavings.Tests.Reporting;

namespace CacheFleet.Interleavings.Tests;

public sealed class ExhaustiveTests(Report report, ITestOutputHelper output)
{
    public static TheoryData<string> Baselines { get; } =
        [.. Baseline.Select(scenario => scenario.Name)];

    public static TheoryData<string> Guarded { get; } =
        [.. Scenarios.Guarded.Select(scenario => scenario.Name)];

    private static IEnumerable<Scenario> Baseline =>
        Scenarios.Of(Policies.Baseline, Mishaps.Usual, most: 2);

    [Theory]
    [MemberData(nameof(Baselines))]
    public void The_baseline_leaves_stale_data_and_the_shortest_schedule_says_how(string name)
    {
        var found = Explore(Baseline.First(scenario => scenario.Name == name), staleExpected: true);

        Assert.True(found.Stale > 0);
        // Look, load, commit, delete, fill: what a set after a delete takes, and a read to see it.
        Assert.InRange(found.Shortest!.Length, 5, 9);
        Assert.Contains("STALE", found.Shortest.Tell(), StringComparison.Ordinal);
    }

    // Mutants: those of MutantTests, each caught by the same exploration.
    [Theory]
    [MemberData(nameof(Guarded))]
    public void No_order_of_steps_leaves_stale_data_under_a_guard(string name)
    {
        var scenario = Scenarios.Guarded.First(scenario => scenario.Name == name);
        var found = Explore(scenario, staleExpected: false);

        Assert.True(found.Shortest is null, found.Shortest?.Tell());
        Assert.Equal(0u, found.Stale);
        Assert.True(found.Schedules > 100, $"Only {found.Schedules} schedules: nothing was tried.");
    }

    private Exploration Explore(Scenario scenario, bool staleExpected)
    {
        var found = Explorer.Explore(scenario);
        report.Add(found, staleExpected);
        output.WriteLine($"{scenario.Name}, up to {scenario.MostMishaps} mishaps: {found.Schedules} schedules through "
            + $"{found.States} states, {found.Stale} stale; {found.Runs} runs");
        if (found.Shortest is { } shortest)
            output.WriteLine(shortest.Tell());
        return found;
    }
}
