using NBomber.Contracts.Stats;
using Serilog;

namespace NBomber.Contracts;

/// <summary>What an iteration is given. One copy runs one iteration at a time.</summary>
public interface IScenarioContext
{
    TestInfo TestInfo { get; }

    ScenarioInfo ScenarioInfo { get; }

    NodeInfo NodeInfo { get; }

    ILogger Logger { get; }

    /// <summary>How often this copy has been invoked, from 1.</summary>
    long InvocationNumber { get; }

    /// <summary>Emptied before every iteration.</summary>
    Dictionary<string, object> Data { get; }

    /// <summary>Kept by the copy for the whole run.</summary>
    Dictionary<string, object> ScenarioInstanceData { get; }

    CancellationToken ScenarioCancellationToken { get; }

    /// <summary>The copy's own: needs no lock.</summary>
    Random Random { get; }

    void StopScenario(string scenarioName, string reason);

    void StopCurrentTest(string reason);

    TimeSpan GetScenarioTimerTime();
}
