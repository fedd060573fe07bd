using CacheFleet.LoadTests.Scenarios.Backlog;
using CacheFleet.LoadTests.Scenarios.DeadLetters;
using CacheFleet.LoadTests.Scenarios.DoubleDelete;
using CacheFleet.LoadTests.Scenarios.DualWrite;
using CacheFleet.LoadTests.Scenarios.FailedWrite;
using CacheFleet.LoadTests.Scenarios.Faults;
using CacheFleet.LoadTests.Scenarios.Herd;
using CacheFleet.LoadTests.Scenarios.Patterns;
using CacheFleet.LoadTests.Scenarios.Race;
using CacheFleet.LoadTests.Scenarios.Relay;
using CacheFleet.LoadTests.Scenarios.Staleness;
using CacheFleet.LoadTests.Scenarios.Trace;
using CacheFleet.LoadTests.Scenarios.Versions;
using CacheFleet.LoadTests.Scenarios.WriteBehind;

namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// The scenarios that a program offers, by name and by the requirements that they prove.
/// </summary>
public sealed class ScenarioCatalog(IReadOnlyList<IScenario> all)
{
    /// <summary>Those that reach the fleet over HTTP only.</summary>
    public static ScenarioCatalog OverHttp { get; } = new(
    [
        new RaceScenario(),
        new HerdScenario(),
        new TraceScenario(),
        new PatternsScenario(),
        new DoubleDeleteScenario(),
        new WriteBehindScenario(),
        new DualWriteScenario(),
        new FailedWriteScenario(),
        new VersionsScenario(),
        new RelayThroughputScenario(),
        new StalenessScenario(),
        new BacklogScenario(),
        new DeadLettersScenario(),
        new FaultsScenario(),
    ]);

    public IReadOnlyList<IScenario> All => all;

    public string Names => string.Join(", ", all.Select(scenario => scenario.Name));

    /// <summary>Every requirement that has a scenario, A2 before A10.</summary>
    public IReadOnlyList<string> Requirements =>
        [.. all.SelectMany(scenario => scenario.Proves).Distinct().Order(RequirementOrder.Instance)];

    public IScenario? Find(string name) => all.FirstOrDefault(scenario => scenario.Name == name);

    /// <summary>The scenario of that name, or those that prove that requirement.</summary>
    public IReadOnlyList<IScenario> Named(string name) => Find(name) is { } one ? [one] : Proving(name);

    public IReadOnlyList<IScenario> Proving(string requirement) =>
        [.. all.Where(scenario => scenario.Proves.Contains(requirement, StringComparer.OrdinalIgnoreCase))];
}
