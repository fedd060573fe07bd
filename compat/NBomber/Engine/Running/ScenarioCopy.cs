using NBomber.Contracts;
using NBomber.Contracts.Stats;
using Serilog;

namespace NBomber.Engine.Running;

/// <summary>One virtual user. It runs one iteration at a time, so its data needs no lock.</summary>
internal sealed class ScenarioCopy(ScenarioRun run, int number, int seed) : IScenarioContext
{
    private long _stepBytes;

    public TestInfo TestInfo => run.Session.TestInfo;

    public ScenarioInfo ScenarioInfo { get; } = new(
        $"{run.Name}_{number}", number, run.Name, run.PlannedDuration, run.Operation);

    public NodeInfo NodeInfo => run.Session.NodeInfo;

    public ILogger Logger => run.Session.Logger;

    public long InvocationNumber { get; private set; }

    public Dictionary<string, object> Data { get; } = [];

    public Dictionary<string, object> ScenarioInstanceData { get; } = [];

    public CancellationToken ScenarioCancellationToken => run.Cancelled;

    public Random Random { get; } = new(seed);

    public bool RestartIterationOnFail => run.Props.RestartIterationOnFail;

    public void StopScenario(string scenarioName, string reason) =>
        run.Session.StopScenario(scenarioName, reason);

    public void StopCurrentTest(string reason) => run.Session.StopTest(reason);

    public TimeSpan GetScenarioTimerTime() => run.Clock.Elapsed;

    public void RecordStep(string name, IResponse response, TimeSpan latency)
    {
        Interlocked.Add(ref _stepBytes, response.SizeBytes);
        run.Recorder.RecordStep(name, response, latency);
    }

    /// <param name="intendedStart">From when the user has been waiting: in the open model the
    /// arrival's time, even if the iteration could only begin later.</param>
    public async Task IterateAsync(TimeSpan intendedStart)
    {
        InvocationNumber++;
        Data.Clear();
        _stepBytes = 0;
        if (await AnswerAsync() is { } response)
            run.Record(response, run.Clock.Elapsed - intendedStart, _stepBytes);
    }

    /// <returns>Null if the iteration was called off because the run had ended.</returns>
    private async Task<IResponse?> AnswerAsync()
    {
        try
        {
            return await run.Props.Run!(this);
        }
        catch (StepFailedException)
        {
            return CSharp.Response.Fail();
        }
        catch (OperationCanceledException) when (run.CalledOff)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            return StandardResponses.Timeout<object>();
        }
        catch (Exception error)
        {
            Logger.Error(error, "Unhandled exception in scenario {Scenario}", run.Name);
            return StandardResponses.Unhandled<object>(error);
        }
    }
}
