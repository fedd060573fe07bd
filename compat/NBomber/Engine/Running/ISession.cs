using NBomber.Contracts.Stats;
using Serilog;

namespace NBomber.Engine.Running;

/// <summary>What a scenario's run needs of its session.</summary>
internal interface ISession
{
    Surroundings Surroundings { get; }

    TestInfo TestInfo { get; }

    NodeInfo NodeInfo { get; }

    ILogger Logger { get; }

    TimeSpan CompletionTimeout { get; }

    int NextSeed();

    void StopTest(string reason);

    void StopScenario(string scenarioName, string reason);
}
