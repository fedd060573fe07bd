namespace NBomber.Contracts;

/// <summary>Who is running: one copy of one scenario.</summary>
public sealed record ScenarioInfo(
    string InstanceId,
    int InstanceNumber,
    string ScenarioName,
    TimeSpan ScenarioDuration,
    ScenarioOperation ScenarioOperation);
