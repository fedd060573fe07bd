namespace NBomber.Contracts;

/// <summary>
/// A stretch of load. Open model (Inject…): arrivals by the clock, whatever the target does. Closed
/// model (…Constant): so many copies, each of which waits for its answer before it asks again.
/// </summary>
public abstract record LoadSimulation
{
    private LoadSimulation()
    {
    }

    public sealed record RampingConstant(int Copies, TimeSpan During) : LoadSimulation;

    public sealed record KeepConstant(int Copies, TimeSpan During) : LoadSimulation;

    public sealed record IterationsForConstant(int Copies, int Iterations) : LoadSimulation;

    public sealed record IterationsForInject(int Rate, TimeSpan Interval, int Iterations)
        : LoadSimulation;

    public sealed record RampingInject(int Rate, TimeSpan Interval, TimeSpan During)
        : LoadSimulation;

    public sealed record Inject(int Rate, TimeSpan Interval, TimeSpan During) : LoadSimulation;

    public sealed record InjectRandom(int MinRate, int MaxRate, TimeSpan Interval, TimeSpan During)
        : LoadSimulation;

    public sealed record Pause(TimeSpan During) : LoadSimulation;
}
