using CacheFleet.LoadTests.Scenarios.Herd;
using CacheFleet.LoadTests.Scenarios.Race;
using CacheFleet.LoadTests.Scenarios.Trace;

namespace CacheFleet.LoadTests.Scenarios;

public static class ScenarioCatalog
{
    public static IReadOnlyList<IScenario> All { get; } =
        [new HerdScenario(), new RaceScenario(), new TraceScenario()];

    public static string Names => string.Join(", ", All.Select(scenario => scenario.Name));

    public static IScenario? Find(string name) =>
        All.FirstOrDefault(scenario => scenario.Name == name);
}
