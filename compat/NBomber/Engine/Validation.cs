using NBomber.Contracts;

namespace NBomber.Engine;

/// <summary>Refuses sessions that cannot mean what they say. The limits are the real
/// package's.</summary>
internal static class Validation
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeastDuration = TimeSpan.FromSeconds(1);

    public static void Check(NBomberContext context)
    {
        Demand(context.Scenarios.Count > 0, "No scenario is registered.");
        Demand(
            context.ReportingInterval >= LeastInterval,
            $"WithReportingInterval must be at least {LeastInterval}, " +
            $"but is {context.ReportingInterval}.");
        var twice = context.Scenarios.GroupBy(one => one.ScenarioName)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        Demand(twice is null, $"Two scenarios have the name '{twice}'.");
        foreach (var scenario in context.Scenarios)
            Check(scenario);
    }

    private static void Check(ScenarioProps scenario)
    {
        Demand(!string.IsNullOrWhiteSpace(scenario.ScenarioName), "A scenario has no name.");
        Demand(
            scenario.Run is not null || scenario.Init is not null || scenario.Clean is not null,
            $"Scenario '{scenario.ScenarioName}' neither runs nor initialises nor cleans.");
        Demand(
            scenario.LoadSimulations.Count > 0,
            $"Scenario '{scenario.ScenarioName}' has no load simulation.");
        foreach (var simulation in scenario.LoadSimulations)
        {
            var fault = Fault(simulation);
            Demand(
                fault is null, $"Scenario '{scenario.ScenarioName}': {fault} ({simulation}).");
        }
    }

    private static string? Fault(LoadSimulation simulation) => simulation switch
    {
        LoadSimulation.KeepConstant it => Copies(it.Copies) ?? During(it.During),
        LoadSimulation.RampingConstant it => Copies(it.Copies) ?? During(it.During),
        LoadSimulation.Inject it => Rate(it.Rate, it.Interval) ?? Fits(it.Interval, it.During),
        LoadSimulation.RampingInject it =>
            Rate(it.Rate, it.Interval) ?? Fits(it.Interval, it.During),
        LoadSimulation.InjectRandom it when it.MinRate >= it.MaxRate =>
            "the minimum rate must be below the maximum",
        LoadSimulation.InjectRandom it =>
            Rate(it.MinRate, it.Interval) ?? Fits(it.Interval, it.During),
        LoadSimulation.IterationsForInject it when it.Rate == 0 && it.Iterations > 0 =>
            "a rate of 0 never reaches the iterations",
        LoadSimulation.IterationsForInject it =>
            Rate(it.Rate, it.Interval) ?? Iterations(it.Iterations),
        LoadSimulation.IterationsForConstant it when it.Copies == 0 && it.Iterations > 0 =>
            "0 copies never reach the iterations",
        LoadSimulation.IterationsForConstant it =>
            Copies(it.Copies) ?? Iterations(it.Iterations),
        LoadSimulation.Pause it => During(it.During),
        _ => null,
    };

    private static string? Copies(int copies) =>
        copies < 0 ? "copies must not be negative" : null;

    private static string? Iterations(int iterations) =>
        iterations < 0 ? "iterations must not be negative" : null;

    private static string? Rate(int rate, TimeSpan interval) =>
        rate < 0 ? "the rate must not be negative"
        : interval <= TimeSpan.Zero ? "the interval must be above zero"
        : null;

    private static string? Fits(TimeSpan interval, TimeSpan during) =>
        interval > during ? "the interval must not be longer than the duration" : During(during);

    private static string? During(TimeSpan during) =>
        during < LeastDuration ? $"the duration must be at least {LeastDuration}" : null;

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new NBomberException(otherwise);
    }
}
