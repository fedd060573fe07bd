using NBomber.Contracts;

namespace NBomber.CSharp;

/// <summary>Makes load simulations.</summary>
public static class Simulation
{
    /// <summary>From the level before to <paramref name="copies"/>, a step every second.</summary>
    public static LoadSimulation RampingConstant(int copies, TimeSpan during) =>
        new LoadSimulation.RampingConstant(copies, during);

    public static LoadSimulation KeepConstant(int copies, TimeSpan during) =>
        new LoadSimulation.KeepConstant(copies, during);

    /// <summary><paramref name="iterations"/> in all, shared by the copies.</summary>
    public static LoadSimulation IterationsForConstant(int copies, int iterations) =>
        new LoadSimulation.IterationsForConstant(copies, iterations);

    public static LoadSimulation IterationsForInject(
        int rate, TimeSpan interval, int iterations) =>
        new LoadSimulation.IterationsForInject(rate, interval, iterations);

    /// <summary>From the rate before to <paramref name="rate"/>, a step every interval.</summary>
    public static LoadSimulation RampingInject(int rate, TimeSpan interval, TimeSpan during) =>
        new LoadSimulation.RampingInject(rate, interval, during);

    public static LoadSimulation Inject(int rate, TimeSpan interval, TimeSpan during) =>
        new LoadSimulation.Inject(rate, interval, during);

    /// <summary>A new rate every interval: at least the minimum, below the maximum.</summary>
    public static LoadSimulation InjectRandom(
        int minRate, int maxRate, TimeSpan interval, TimeSpan during) =>
        new LoadSimulation.InjectRandom(minRate, maxRate, interval, during);

    public static LoadSimulation Pause(TimeSpan during) => new LoadSimulation.Pause(during);
}
