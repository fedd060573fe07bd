using NBomber.Contracts;

namespace NBomber.Engine.Loading;

/// <summary>A load simulation in its place: what ran before it decides where a ramp
/// begins.</summary>
/// <param name="Simulation">What to do.</param>
/// <param name="LevelBefore">Copies or rate of the stage before; 0 for the first.</param>
/// <param name="Limit">An end before the simulation's own: the warm-up's.</param>
internal sealed record Stage(LoadSimulation Simulation, int LevelBefore, TimeSpan Limit)
{
    /// <summary>The simulation's own length; null where iterations end it.</summary>
    public TimeSpan? Planned { get; } = PlannedOf(Simulation);

    public TimeSpan Length => Planned is { } planned && planned < Limit ? planned : Limit;

    public bool IsOpen => Simulation is LoadSimulation.Inject or LoadSimulation.RampingInject
        or LoadSimulation.InjectRandom or LoadSimulation.IterationsForInject;

    public static IEnumerable<Stage> Of(IEnumerable<LoadSimulation> simulations, TimeSpan limit)
    {
        var level = 0;
        foreach (var simulation in simulations)
        {
            var stage = new Stage(simulation, level, limit);
            if (limit > TimeSpan.Zero)
                yield return stage;
            level = LevelAfter(simulation);
            if (limit != TimeSpan.MaxValue)
                limit -= stage.Length;
        }
    }

    private static TimeSpan? PlannedOf(LoadSimulation simulation) => simulation switch
    {
        LoadSimulation.RampingConstant it => it.During,
        LoadSimulation.KeepConstant it => it.During,
        LoadSimulation.RampingInject it => it.During,
        LoadSimulation.Inject it => it.During,
        LoadSimulation.InjectRandom it => it.During,
        LoadSimulation.Pause it => it.During,
        _ => null,
    };

    private static int LevelAfter(LoadSimulation simulation) => simulation switch
    {
        LoadSimulation.RampingConstant it => it.Copies,
        LoadSimulation.KeepConstant it => it.Copies,
        LoadSimulation.IterationsForConstant it => it.Copies,
        LoadSimulation.RampingInject it => it.Rate,
        LoadSimulation.Inject it => it.Rate,
        LoadSimulation.InjectRandom it => it.MaxRate,
        LoadSimulation.IterationsForInject it => it.Rate,
        _ => 0,
    };
}
