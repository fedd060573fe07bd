using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine;
using NBomber.Engine.Running;
using NBomber.Engine.Timing;
using Serilog;

namespace CacheFleet.Compat.NBomber.Tests.Support;

/// <summary>Around a scenario's run on real threads, without a session's phases.</summary>
internal sealed class FakeSession : ISession
{
    private int _seed;

    public Surroundings Surroundings { get; } = new();

    public TestInfo TestInfo { get; } = new("", "", "", "", default);

    public NodeInfo NodeInfo { get; } = Describe.Node(OperationType.Bombing);

    public ILogger Logger { get; } = new LoggerConfiguration().CreateLogger();

    public TimeSpan CompletionTimeout => Times.Second;

    public static ScenarioRun Run(ScenarioProps scenario) => new(
        new FakeSession(), scenario, ScenarioOperation.Bombing, new RunClock(TimeProvider.System));

    public int NextSeed() => Interlocked.Increment(ref _seed);

    public void StopTest(string reason) => throw new InvalidOperationException(reason);

    public void StopScenario(string scenarioName, string reason) => StopTest(reason);
}
