using CacheFleet.Compat.NBomber.Tests.Support;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace CacheFleet.Compat.NBomber.Tests.Judging;

public class ThresholdTests
{
    private readonly StillSession _session = new();

    [Fact]
    public void A_threshold_is_asked_once_an_interval_about_it_and_at_the_end_about_everything()
    {
        // Slow in the second of three intervals only: the mean of all is 700 ms.
        var (stats, result) = Run(
            at => at is >= 5 and < 10 ? 1.9 : 0.1,
            Threshold.Create(scenario => scenario.Ok.Latency.MeanMs < 600));

        Assert.Equal(2, result.ErrorCount);
        Assert.True(result.IsFailed);
        Assert.Equal(700, stats.Ok.Latency.MeanMs);
        Assert.Equal("(scenario.Ok.Latency.MeanMs < 600)", result.CheckExpression);
    }

    [Fact]
    public void A_threshold_that_always_holds_has_not_failed()
    {
        var (_, result) = Run(_ => 0.1, Threshold.Create(scenario => scenario.Ok.Request.RPS >= 1));

        Assert.Equal((0, false, ""), (result.ErrorCount, result.IsFailed, result.ExceptionMsg));
    }

    [Fact]
    public void So_many_failed_checks_abort_the_test()
    {
        var (stats, result) = Run(
            _ => 0.1,
            Threshold.Create(scenario => scenario.Ok.Request.Count == 0, abortWhenErrorCount: 2));

        Assert.Equal(Times.Seconds(10), stats.Duration);
        Assert.Equal(3, result.ErrorCount); // two intervals and the end
    }

    [Fact]
    public void A_threshold_is_not_asked_before_its_start()
    {
        var (_, result) = Run(
            _ => 0.1,
            Threshold.Create(
                scenario => scenario.Ok.Request.Count == 0, startCheckAfter: Times.Seconds(12)));

        Assert.Equal(2, result.ErrorCount); // at 15 s and at the end
    }

    [Fact]
    public void A_check_that_throws_has_failed_and_says_why()
    {
        var (_, result) = Run(
            _ => 0.1,
            Threshold.Create(scenario => scenario.Ok.StatusCodes.Get("200").Percent > 50));

        Assert.Equal("Status code: '200' is not found.", result.ExceptionMsg);
        Assert.True(result.IsFailed);
    }

    [Fact]
    public void A_steps_threshold_asks_that_step()
    {
        var (_, result) = Run(
            _ => 0.1, Threshold.Create("step", step => step.Ok.Latency.MaxMs < 50));

        Assert.Equal(("step", 4), (result.StepName, result.ErrorCount));
    }

    [Fact]
    public void A_metrics_threshold_asks_the_sessions_metrics()
    {
        var (_, result) = Run(
            _ => 0.1, Threshold.Create(metrics => metrics.Counters.Length == 1));

        Assert.Equal((4, true), (result.ErrorCount, result.IsFailed));
    }

    private (ScenarioStats Stats, ThresholdResult Result) Run(
        Func<double, double> latencyAt, Threshold threshold)
    {
        var stats = _session.Run(Scenario.Create("judged", async context =>
        {
            var at = context.GetScenarioTimerTime().TotalSeconds;
            var step = await Step.Run("step", context, async () =>
            {
                await _session.Wait(latencyAt(at));
                return Response.Ok();
            });
            return step;
        })
        .WithoutWarmUp()
        .WithLoadSimulations(Simulation.Inject(10, Times.Second, Times.Seconds(15)))
        .WithThresholds(threshold));
        return (stats.ScenarioStats.Get("judged"), Assert.Single(stats.Thresholds));
    }
}
