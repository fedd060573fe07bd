using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine.Loading;

namespace NBomber.Engine.Running;

/// <summary>Where a run is in its stages. Written by the run, read by reports.</summary>
internal sealed class Progress
{
    private readonly Lock _gate = new();
    private Stage? _current;
    private TimeSpan _currentStart;
    private TimeSpan _nextStart;
    private TimeSpan _paused;
    private TimeSpan? _end;

    public Progress(IEnumerable<Stage> stages)
    {
        Stages = [.. stages];
        Planned = Stages.Aggregate(
            TimeSpan.Zero, (sum, stage) => sum + (stage.Planned is null ? default : stage.Length));
    }

    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>Of the stages that have a length of their own.</summary>
    public TimeSpan Planned { get; }

    /// <returns>The stage's start: its planned one, so that no lateness adds up, or now after a
    /// stage that iterations ended.</returns>
    public TimeSpan Begin(Stage stage, TimeSpan now)
    {
        lock (_gate)
        {
            CountPause(now);
            _currentStart = _current is { Planned: null } ? now : _nextStart;
            _nextStart = stage.Planned is null ? now : _currentStart + stage.Length;
            _current = stage;
            return _currentStart;
        }
    }

    /// <summary>The end is the planned one, unless the run was stopped or had none.</summary>
    public void End(TimeSpan now, bool stopped)
    {
        lock (_gate)
        {
            var end = stopped || _current is not { Planned: not null } ? now : _nextStart;
            CountPause(end);
            _end = end;
        }
    }

    /// <summary>Time since the start, without what came after the end.</summary>
    public TimeSpan Duration(TimeSpan now)
    {
        lock (_gate)
            return _end ?? now;
    }

    /// <summary>The duration without pauses: what rates are divided by.</summary>
    public TimeSpan Loaded(TimeSpan now)
    {
        lock (_gate)
        {
            var pausing = _end is null && _current?.Simulation is LoadSimulation.Pause
                ? now - _currentStart
                : default;
            return (_end ?? now) - _paused - pausing;
        }
    }

    public LoadSimulationStats Simulation(TimeSpan now, int copies)
    {
        Stage? stage;
        TimeSpan at;
        lock (_gate)
            (stage, at) = (_current ?? Stages[^1], now - _currentStart);
        return stage.Simulation switch
        {
            LoadSimulation.Inject it => new("inject", it.Rate),
            LoadSimulation.InjectRandom it => new("inject_random", it.MaxRate),
            LoadSimulation.IterationsForInject it => new("iterations_for_inject", it.Rate),
            LoadSimulation.RampingInject it => new(
                "ramping_inject",
                Arrivals.Ramp(stage.LevelBefore, it.Rate, Math.Min(1, at / it.During))),
            LoadSimulation.KeepConstant => new("keep_constant", copies),
            LoadSimulation.RampingConstant => new("ramping_constant", copies),
            LoadSimulation.IterationsForConstant => new("iterations_for_constant", copies),
            _ => new("pause", 0),
        };
    }

    private void CountPause(TimeSpan now)
    {
        if (_current?.Simulation is LoadSimulation.Pause)
            _paused += now - _currentStart;
    }
}
