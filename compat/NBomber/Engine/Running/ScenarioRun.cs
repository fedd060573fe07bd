using NBomber.Contracts;
using NBomber.Engine.Loading;
using NBomber.Engine.Measuring;
using NBomber.Engine.Timing;

namespace NBomber.Engine.Running;

/// <summary>One scenario's warm-up or its bombing: its stages one after the other, then the wait
/// for what is still under way.</summary>
internal sealed class ScenarioRun : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly TimeSpan _limit;
    private readonly OpenLoad _open;
    private readonly ClosedLoad _closed;
    private volatile bool _calledOff;

    public ScenarioRun(
        ISession session, ScenarioProps props, ScenarioOperation operation, RunClock clock)
    {
        Session = session;
        Props = props;
        Operation = operation;
        Clock = clock;
        Random = new Random(session.NextSeed());
        _limit = operation == ScenarioOperation.WarmUp
            ? props.WarmUpDuration!.Value
            : TimeSpan.MaxValue;
        Cancelled = _cancelled.Token;
        _open = new OpenLoad(this);
        _closed = new ClosedLoad(this);
        Progress = new Progress(Stage.Of(props.LoadSimulations, _limit));
    }

    public ISession Session { get; }

    public ScenarioProps Props { get; }

    public ScenarioOperation Operation { get; }

    public RunClock Clock { get; }

    public string Name => Props.ScenarioName;

    public Random Random { get; }

    public Recorder Recorder { get; } = new();

    public UnderWay UnderWay { get; } = new();

    public Stopper Stopper { get; } = new();

    public Progress Progress { get; }

    public TimeSpan PlannedDuration => Progress.Planned;

    public int Copies => _closed.Count;

    public CancellationToken Cancelled { get; }

    /// <summary>True once cancelled iterations say nothing about the target.</summary>
    public bool CalledOff => _calledOff;

    public ScenarioCopy NewCopy(int number) => new(this, number, Session.NextSeed());

    public void Record(IResponse response, TimeSpan latency, long stepBytes)
    {
        Recorder.RecordIteration(response, latency, stepBytes);
        if (response.IsError && Recorder.FailCount >= Props.MaxFailCount)
        {
            Session.StopTest(
                $"Scenario '{Name}' has {Recorder.FailCount} failed iterations; " +
                $"WithMaxFailCount is {Props.MaxFailCount}.");
        }
    }

    public async Task RunAsync()
    {
        using var abort = Stopper.Token.Register(CallOff);
        var lastIsOpen = false;
        foreach (var stage in Progress.Stages)
        {
            if (Stopper.Stopped)
                break;
            lastIsOpen = stage.IsOpen;
            await RunAsync(stage, Progress.Begin(stage, Clock.Elapsed));
        }
        Progress.End(Clock.Elapsed, Stopper.Stopped);
        _closed.Resize(0);
        // A closed copy that waits for the end of the run must hear of it. An arrival of the open
        // model is given its time first: calling off the slowest ones would flatter the target.
        if (!lastIsOpen)
            CallOff();
        await DrainAsync();
        Recorder.Close();
    }

    public void Dispose()
    {
        Stopper.Dispose();
        _cancelled.Dispose();
    }

    private async Task RunAsync(Stage stage, TimeSpan start)
    {
        switch (stage.Simulation)
        {
            case LoadSimulation.KeepConstant it:
                _closed.Resize(it.Copies);
                await Clock.UntilAsync(start + stage.Length, Stopper.Token);
                break;
            case LoadSimulation.RampingConstant it:
                await RampAsync(stage, it, start);
                break;
            case LoadSimulation.IterationsForConstant it when _limit != TimeSpan.MaxValue:
                _closed.Resize(it.Copies);
                await Clock.UntilAsync(start + stage.Length, Stopper.Token);
                break;
            case LoadSimulation.IterationsForConstant it:
                await _closed.IterateAsync(it.Copies, it.Iterations, Stopper.Token);
                break;
            case LoadSimulation.Pause:
                _closed.Resize(0);
                await Clock.UntilAsync(start + stage.Length, Stopper.Token);
                break;
            default:
                _closed.Resize(0);
                await _open.RunAsync(stage, start);
                break;
        }
    }

    private async Task RampAsync(Stage stage, LoadSimulation.RampingConstant ramp, TimeSpan start)
    {
        for (var at = TimeSpan.Zero; at < stage.Length; at += TimeSpan.FromSeconds(1))
        {
            await Clock.UntilAsync(start + at, Stopper.Token);
            if (Stopper.Stopped)
                return;
            _closed.Resize(Arrivals.Ramp(stage.LevelBefore, ramp.Copies, at / ramp.During));
        }
        await Clock.UntilAsync(start + stage.Length, Stopper.Token);
    }

    private void CallOff()
    {
        _calledOff = true;
        Cancel();
    }

    private void Cancel() => _cancelled.Cancel();

    /// <summary>First patience, then cancellation, which counts as a failure of the
    /// target.</summary>
    private async Task DrainAsync()
    {
        var time = Session.Surroundings.Time;
        if (await UnderWay.EmptyWithinAsync(Session.CompletionTimeout, time))
            return;
        Session.Logger.Warning(
            "Scenario {Scenario}: {Count} iterations are still under way after {Timeout}",
            Name, UnderWay.Count, Session.CompletionTimeout);
        Cancel();
        await UnderWay.EmptyWithinAsync(TimeSpan.FromSeconds(5), time);
        var response = StandardResponses.Timeout<object>();
        for (var left = UnderWay.Count; left > 0; left--)
            Recorder.RecordIteration(response, Session.CompletionTimeout, stepBytes: 0);
    }
}
