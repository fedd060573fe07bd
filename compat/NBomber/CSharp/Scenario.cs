using NBomber.Contracts;

namespace NBomber.CSharp;

/// <summary>Declares scenarios.</summary>
public static class Scenario
{
    public static ScenarioProps Create(string name, Func<IScenarioContext, Task<IResponse>> run) =>
        new(name, run);

    /// <summary>A scenario that only initialises and cleans up.</summary>
    public static ScenarioProps Empty(string name) => new(name, run: null);

    public static ScenarioProps WithInit(
        this ScenarioProps scenario, Func<IScenarioInitContext, Task> initFunc) =>
        scenario with { Init = initFunc };

    public static ScenarioProps WithClean(
        this ScenarioProps scenario, Func<IScenarioInitContext, Task> cleanFunc) =>
        scenario with { Clean = cleanFunc };

    public static ScenarioProps WithWarmUpDuration(
        this ScenarioProps scenario, TimeSpan duration) =>
        scenario with { WarmUpDuration = duration };

    public static ScenarioProps WithoutWarmUp(this ScenarioProps scenario) =>
        scenario with { WarmUpDuration = null };

    public static ScenarioProps WithLoadSimulations(
        this ScenarioProps scenario, params LoadSimulation[] loadSimulations) =>
        scenario with { LoadSimulations = loadSimulations };

    public static ScenarioProps WithThresholds(
        this ScenarioProps scenario, params Threshold[] thresholds) =>
        scenario with { Thresholds = thresholds };

    /// <summary>A failed step ends its iteration as failed (the default), or the iteration
    /// decides for itself.</summary>
    public static ScenarioProps WithRestartIterationOnFail(
        this ScenarioProps scenario, bool shouldRestart) =>
        scenario with { RestartIterationOnFail = shouldRestart };

    /// <summary>So many failed iterations stop the whole test.</summary>
    public static ScenarioProps WithMaxFailCount(this ScenarioProps scenario, int maxFailCount) =>
        scenario with { MaxFailCount = maxFailCount };
}
