using NBomber.Contracts;

namespace NBomber.Engine.Loading;

/// <summary>
/// The open model's plan: when each iteration is meant to start, counted from the stage's start.
/// Nothing that the target does can move it; that is what makes the model open. An interval's
/// arrivals are spread evenly over it (the real package puts each at a random millisecond of the
/// interval).
/// </summary>
internal static class Arrivals
{
    public static IEnumerable<TimeSpan> Of(Stage stage, Random random) => stage.Simulation switch
    {
        LoadSimulation.Inject it => Spread(it.Interval, it.During, _ => it.Rate),
        LoadSimulation.InjectRandom it =>
            Spread(it.Interval, it.During, _ => random.Next(it.MinRate, it.MaxRate)),
        LoadSimulation.RampingInject it =>
            Spread(it.Interval, it.During, at => Ramp(stage.LevelBefore, it.Rate, at / it.During)),
        LoadSimulation.IterationsForInject it =>
            Spread(it.Interval, TimeSpan.MaxValue, _ => it.Rate).Take(it.Iterations),
        _ => throw new InvalidOperationException($"{stage.Simulation} is not of the open model."),
    };

    /// <summary>The level of a ramp at a share of its length.</summary>
    public static int Ramp(int from, int to, double progress) =>
        (int)Math.Round(from + (to - from) * progress, MidpointRounding.AwayFromZero);

    private static IEnumerable<TimeSpan> Spread(
        TimeSpan interval, TimeSpan during, Func<TimeSpan, int> rateAt)
    {
        for (var start = TimeSpan.Zero; start < during; start += interval)
        {
            var rate = rateAt(start);
            for (var i = 0; i < rate; i++)
            {
                var at = start + interval * ((double)i / rate);
                if (at < during)
                    yield return at;
            }
        }
    }
}
