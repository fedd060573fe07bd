using CacheFleet.Compat.NBomber.Tests.Support;
using NBomber.Contracts;
using NBomber.CSharp;
using NBomber.Engine.Running;

namespace CacheFleet.Compat.NBomber.Tests.Running;

public class StoppingTests
{
    private readonly StillSession _session = new();

    [Fact]
    public void An_iteration_can_stop_the_test_and_the_statistics_are_of_the_time_until_then()
    {
        var stats = _session.Run(Scenario.Create("stops", context =>
        {
            if (context.GetScenarioTimerTime() >= Times.Seconds(3))
                context.StopCurrentTest("enough");
            return Task.FromResult<IResponse>(Response.Ok());
        }).WithoutWarmUp().WithLoadSimulations(
            Simulation.Inject(2, Times.Second, Times.Seconds(60)))).ScenarioStats.Get("stops");

        Assert.Equal((7, Times.Seconds(3)), (stats.Ok.Request.Count, stats.Duration));
    }

    [Fact]
    public void An_iteration_can_stop_one_scenario_and_the_others_go_on()
    {
        var stats = _session.Run(
            Scenario.Create("one", context =>
            {
                context.StopScenario("other", "not needed");
                return Task.FromResult<IResponse>(Response.Ok());
            }).WithoutWarmUp().WithLoadSimulations(
                Simulation.Pause(Times.Seconds(2)),
                Simulation.Inject(1, Times.Second, Times.Seconds(3))),
            Scenario.Create("other", async _ =>
            {
                await _session.Wait(0.1);
                return Response.Ok();
            }).WithoutWarmUp().WithLoadSimulations(
                Simulation.Inject(10, Times.Second, Times.Seconds(60))));

        Assert.Equal(3, stats.ScenarioStats.Get("one").Ok.Request.Count);
        Assert.InRange(stats.ScenarioStats.Get("other").Ok.Request.Count, 19, 21);
    }

    [Fact]
    public void Too_many_failed_iterations_stop_the_test()
    {
        var stats = _session.Run(Scenario.Create("failing", _ =>
            Task.FromResult<IResponse>(Response.Fail()))
            .WithoutWarmUp().WithMaxFailCount(25)
            .WithLoadSimulations(Simulation.Inject(10, Times.Second, Times.Seconds(60))));

        Assert.Equal((25, Times.Seconds(2.4)), (stats.AllFailCount, stats.Duration));
    }

    [Fact]
    public void Arrivals_still_under_way_at_the_end_are_given_their_time()
    {
        var stats = _session.Run(Scenario.Create("slow", async context =>
        {
            await _session.Wait(20, context.ScenarioCancellationToken);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(
            Simulation.Inject(2, Times.Second, Times.Seconds(5)))).ScenarioStats.Get("slow");

        Assert.Equal((10, 20_000), (stats.Ok.Request.Count, stats.Ok.Latency.MinMs));
    }

    [Fact]
    public void Arrivals_that_outlast_the_completion_timeout_have_failed()
    {
        var ignoresItsToken = _session.Wait(5_000);
        var stats = _session.Run(NBomberRunner.RegisterScenarios(
            Scenario.Create("hanging", async context =>
            {
                if (context.ScenarioInfo.InstanceNumber == 1)
                    await ignoresItsToken;
                await _session.Wait(5_000, context.ScenarioCancellationToken);
                return Response.Ok();
            }).WithoutWarmUp().WithLoadSimulations(
                Simulation.Inject(3, Times.Second, Times.Second)))
            .WithScenarioCompletionTimeout(Times.Seconds(10))).ScenarioStats.Get("hanging");

        Assert.Equal(3, stats.Fail.StatusCodes.Get("-100").Count);
        Assert.Equal(0, stats.Ok.Request.Count);
    }

    /// <summary>Mutant caught: a later asker's reason replaces the first's.</summary>
    [Fact]
    public async Task Of_many_who_stop_at_once_the_first_gives_the_reason()
    {
        for (var round = 0; round < 200; round++)
        {
            using var stopper = new Stopper();
            string? told = null;
            using var registration = stopper.Token.Register(() => told = stopper.Reason);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(
                asker => Task.Run(() => stopper.Stop($"asker {asker}"))));

            Assert.NotNull(told);
            Assert.Equal(told, stopper.Reason);
        }
    }
}
