namespace NBomber.Contracts.Stats;

public sealed record StepStats(
    string StepName, MeasurementStats Ok, MeasurementStats Fail, int SortIndex);

public sealed record LoadSimulationStats(string SimulationName, int Value);

public sealed record ScenarioStats(
    string ScenarioName,
    MeasurementStats Ok,
    MeasurementStats Fail,
    StepStats[] StepStats,
    LoadSimulationStats LoadSimulationStats,
    OperationType CurrentOperation,
    int AllRequestCount,
    int AllOkCount,
    int AllFailCount,
    long AllBytes,
    TimeSpan Duration,
    int SortIndex);
