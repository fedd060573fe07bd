using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine.Loading;

namespace NBomber.Engine.Running;

/// <summary>Where a run is in its stages. The run alone writes, reports read at any time: each
/// change is a new state put in place whole, so nobody sees half of one.</summary>
internal sealed class Progress
{
    private volatile State _state = new(null, default, default, default, null);

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
        var before = _state;
        var start = before.Current is { Planned: null } ? now : before.Next;
        var next = stage.Planned is null ? now : start + stage.Length;
        _state = new State(stage, start, next, before.PausedUntil(now), null);
        return start;
    }

    /// <summary>The end is the planned one, unless the run was stopped or had none.</summary>
    public void End(TimeSpan now, bool stopped)
    {
        var last = _state;
        var end = stopped || last.Current is not { Planned: not null } ? now : last.Next;
        _state = last with { Paused = last.PausedUntil(end), End = end };
    }

    /// <summary>Time since the start, without what came after the end.</summary>
    public TimeSpan Duration(TimeSpan now) => _state.End ?? now;

    /// <summary>The duration without pauses: what rates are divided by.</summary>
    public TimeSpan Loaded(TimeSpan now)
    {
        var state = _state;
        return state.End is { } end ? end - state.Paused : now - state.PausedUntil(now);
    }

    public LoadSimulationStats Simulation(TimeSpan now, int copies)
    {
        var state = _state;
        var stage = state.Current ?? Stages[0];
        return stage.Simulation switch
        {
            LoadSimulation.Inject it => new("inject", it.Rate),
            LoadSimulation.InjectRandom it => new("inject_random", it.MaxRate),
            LoadSimulation.IterationsForInject it => new("iterations_for_inject", it.Rate),
            LoadSimulation.RampingInject it => new(
                "ramping_inject",
                Arrivals.Ramp(
                    stage.LevelBefore, it.Rate, Math.Min(1, (now - state.Start) / it.During))),
            LoadSimulation.KeepConstant => new("keep_constant", copies),
            LoadSimulation.RampingConstant => new("ramping_constant", copies),
            LoadSimulation.IterationsForConstant => new("iterations_for_constant", copies),
            _ => new("pause", 0),
        };
    }

    private sealed record State(
        Stage? Current, TimeSpan Start, TimeSpan Next, TimeSpan Paused, TimeSpan? End)
    {
        public TimeSpan PausedUntil(TimeSpan now) =>
            Current?.Simulation is LoadSimulation.Pause ? Paused + (now - Start) : Paused;
    }
}
