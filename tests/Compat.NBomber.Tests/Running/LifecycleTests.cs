using CacheFleet.Compat.NBomber.Tests.Support;
using NBomber.Contracts;
using NBomber.Contracts.Metrics;
using NBomber.CSharp;

namespace CacheFleet.Compat.NBomber.Tests.Running;

public class LifecycleTests
{
    private readonly StillSession _session = new();

    [Fact]
    public void Init_warm_up_bombing_and_clean_follow_each_other_and_only_bombing_counts()
    {
        List<ScenarioOperation> seen = [];
        var stats = _session.Run(Scenario.Create("life", async context =>
        {
            seen.Add(context.ScenarioInfo.ScenarioOperation);
            await _session.Wait(0.5);
            return Response.Ok();
        })
        .WithInit(context => Note(context.ScenarioInfo.ScenarioOperation))
        .WithClean(context => Note(context.ScenarioInfo.ScenarioOperation))
        .WithWarmUpDuration(Times.Seconds(3))
        .WithLoadSimulations(Simulation.Inject(2, Times.Second, Times.Seconds(5))));

        var expected = new List<ScenarioOperation> { ScenarioOperation.Init };
        expected.AddRange(Enumerable.Repeat(ScenarioOperation.WarmUp, 6));
        expected.AddRange(Enumerable.Repeat(ScenarioOperation.Bombing, 10));
        expected.Add(ScenarioOperation.Clean);
        Assert.Equal(expected, seen);
        Assert.Equal((10, 2.0), (
            stats.ScenarioStats.Get("life").Ok.Request.Count,
            stats.ScenarioStats.Get("life").Ok.Request.RPS));
        Assert.Equal(Times.Seconds(5), stats.Duration);

        Task Note(ScenarioOperation operation)
        {
            seen.Add(operation);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void Metrics_count_from_the_end_of_the_warm_up_once_they_are_registered()
    {
        var counter = Metric.CreateCounter("fills", "1");
        var gauge = Metric.CreateGauge("lag", "s");
        var unregistered = Metric.CreateCounter("unregistered", "1");
        var stats = _session.Run(Scenario.Create("metrics", _ =>
        {
            counter.Add(2);
            gauge.Set(1.5);
            unregistered.Add(1);
            return Task.FromResult<IResponse>(Response.Ok());
        })
        .WithInit(context =>
        {
            context.RegisterMetric(counter);
            context.RegisterMetric(gauge);
            return Task.CompletedTask;
        })
        .WithWarmUpDuration(Times.Seconds(2))
        .WithLoadSimulations(Simulation.Inject(1, Times.Second, Times.Seconds(5))));

        Assert.Equal([new CounterStats("metrics", "fills", "1", 10)], stats.Metrics.Counters);
        Assert.Equal([new GaugeStats("metrics", "lag", "s", 1.5)], stats.Metrics.Gauges);
    }

    [Fact]
    public void Scenarios_run_beside_each_other()
    {
        var stats = _session.Run(Injecting("first", 2, 4), Injecting("second", 5, 10));

        Assert.Equal(8, stats.ScenarioStats.Get("first").Ok.Request.Count);
        Assert.Equal(Times.Seconds(4), stats.ScenarioStats.Get("first").Duration);
        Assert.Equal(50, stats.ScenarioStats.Get("second").Ok.Request.Count);
        Assert.Equal((58, Times.Seconds(10)), (stats.AllRequestCount, stats.Duration));
        Assert.True(stats.ScenarioStats.Exists("second"));
        Assert.Null(stats.ScenarioStats.Find("third"));
    }

    [Fact]
    public void A_failing_init_names_its_scenario()
    {
        var scenario = Injecting("broken", 1, 1)
            .WithInit(_ => throw new InvalidOperationException("no database"));

        var error = Assert.Throws<NBomberException>(() => _session.Run(scenario));

        Assert.Equal("Init of scenario 'broken' failed: no database", error.Message);
    }

    [Fact]
    public void A_failing_clean_does_not_cost_the_statistics()
    {
        var scenario = Injecting("dirty", 1, 2)
            .WithClean(_ => throw new InvalidOperationException("no database"));

        Assert.Equal(2, _session.Run(scenario).AllOkCount);
    }

    [Fact]
    public void An_empty_scenario_only_initialises()
    {
        var initialised = 0;
        var setUp = Scenario.Empty("set up").WithInit(_ =>
        {
            initialised++;
            return Task.CompletedTask;
        });

        var stats = _session.Run(setUp, Injecting("work", 1, 1));

        Assert.Equal((1, 1), (initialised, stats.ScenarioStats.Length));
    }

    private static ScenarioProps Injecting(string name, int rate, int seconds) =>
        Scenario.Create(name, _ => Task.FromResult<IResponse>(Response.Ok()))
            .WithoutWarmUp()
            .WithLoadSimulations(Simulation.Inject(rate, Times.Second, Times.Seconds(seconds)));
}
