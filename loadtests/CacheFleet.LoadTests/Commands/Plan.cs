using CacheFleet.LoadTests.Scenarios;

namespace CacheFleet.LoadTests.Commands;

/// <summary>One scenario with the knobs that it will run with.</summary>
public readonly record struct Planned(IScenario Scenario, Knobs Knobs);

/// <summary>Which scenarios a command line asks for, in which order, each once.</summary>
internal static class Plan
{
    /// <summary>
    /// A name stands for one run of that scenario; a requirement's id for all runs that prove it.
    /// </summary>
    public static IReadOnlyList<Planned> Of(
        ScenarioCatalog catalog, IEnumerable<string> names, Knobs knobs)
    {
        var planned = new List<Planned>();
        foreach (var name in names)
        {
            if (catalog.Find(name) is { } scenario) planned.Add(new Planned(scenario, knobs));
            else planned.AddRange(InFull(catalog.Proving(name), knobs));
        }
        return [.. planned.Distinct()];
    }

    /// <summary>Who may take longest comes last: where time ends early, few rows are missing.</summary>
    public static IReadOnlyList<Planned> Everything(ScenarioCatalog catalog, Knobs knobs) =>
        [.. InFull(catalog.All.OrderBy(scenario => scenario.Limit), knobs)];

    public static IReadOnlyList<IScenario> Chosen(ScenarioCatalog catalog, IEnumerable<string>? names) =>
        [.. (names ?? []).SelectMany(catalog.Named).Distinct()];

    private static IEnumerable<Planned> InFull(IEnumerable<IScenario> scenarios, Knobs knobs) =>
        scenarios.SelectMany(scenario =>
            scenario.InFull(knobs).Select(full => new Planned(scenario, full)));
}
