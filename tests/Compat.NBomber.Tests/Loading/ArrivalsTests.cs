using CacheFleet.Compat.NBomber.Tests.Support;
using NBomber.Contracts;
using NBomber.CSharp;
using NBomber.Engine.Loading;

namespace CacheFleet.Compat.NBomber.Tests.Loading;

public class ArrivalsTests
{
    [Fact]
    public void Injected_arrivals_are_spread_evenly_over_each_interval()
    {
        var arrivals = Plan(Simulation.Inject(4, Times.Second, Times.Seconds(2)));

        Assert.Equal([0, 250, 500, 750, 1000, 1250, 1500, 1750], arrivals);
    }

    [Fact]
    public void An_interval_that_the_duration_cuts_short_keeps_its_spacing()
    {
        var arrivals = Plan(Simulation.Inject(2, Times.Second, Times.Seconds(1.5)));

        Assert.Equal([0, 500, 1000], arrivals);
    }

    [Fact]
    public void A_ramp_climbs_in_steps_of_one_interval_from_the_rate_before()
    {
        var stages = Stage.Of(
            [
                Simulation.Inject(10, Times.Second, Times.Second),
                Simulation.RampingInject(50, Times.Second, Times.Seconds(4)),
            ],
            TimeSpan.MaxValue).ToArray();

        var perSecond = Arrivals.Of(stages[1], new Random(1))
            .GroupBy(at => (int)at.TotalSeconds).Select(second => second.Count());

        Assert.Equal([10, 20, 30, 40], perSecond);
    }

    [Fact]
    public void A_ramp_down_ends_before_it_reaches_its_rate()
    {
        var stages = Stage.Of(
            [
                Simulation.Inject(30, Times.Second, Times.Second),
                Simulation.RampingInject(0, Times.Second, Times.Seconds(3)),
            ],
            TimeSpan.MaxValue).ToArray();

        var perSecond = Arrivals.Of(stages[1], new Random(1))
            .GroupBy(at => (int)at.TotalSeconds).Select(second => second.Count());

        Assert.Equal([30, 20, 10], perSecond);
    }

    [Fact]
    public void A_random_rate_stays_at_or_above_its_minimum_and_below_its_maximum()
    {
        var perSecond = Plan(Simulation.InjectRandom(5, 8, Times.Second, Times.Seconds(500)))
            .GroupBy(at => (int)at / 1000).Select(second => second.Count()).ToArray();

        Assert.Equal(500, perSecond.Length);
        Assert.Equal([5, 6, 7], perSecond.Distinct().Order());
    }

    [Fact]
    public void Counted_injection_ends_with_its_count_whatever_the_interval()
    {
        var arrivals = Plan(Simulation.IterationsForInject(4, Times.Second, 6));

        Assert.Equal([0, 250, 500, 750, 1000, 1250], arrivals);
    }

    [Fact]
    public void A_warm_up_takes_the_first_stages_as_far_as_it_reaches()
    {
        var stages = Stage.Of(
            [
                Simulation.Inject(1, Times.Second, Times.Seconds(4)),
                Simulation.KeepConstant(1, Times.Seconds(4)),
                Simulation.Pause(Times.Seconds(4)),
            ],
            limit: Times.Seconds(6));

        Assert.Equal([Times.Seconds(4), Times.Seconds(2)], stages.Select(stage => stage.Length));
    }

    private static double[] Plan(LoadSimulation simulation) =>
        [.. Arrivals.Of(new Stage(simulation, 0, TimeSpan.MaxValue), new Random(1))
            .Select(at => at.TotalMilliseconds)];
}
