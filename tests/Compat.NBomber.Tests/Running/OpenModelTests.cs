using CacheFleet.Compat.NBomber.Tests.Support;
using NBomber.Contracts;
using NBomber.CSharp;

namespace CacheFleet.Compat.NBomber.Tests.Running;

public class OpenModelTests
{
    private readonly StillSession _session = new();

    [Fact]
    public void Iterations_start_at_their_planned_times_however_slow_the_target_is()
    {
        List<double> starts = [];
        var stats = _session.Run(Scenario.Create("slow", async context =>
        {
            starts.Add(context.GetScenarioTimerTime().TotalMilliseconds);
            await _session.Wait(3);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(
            Simulation.Inject(2, Times.Second, Times.Seconds(2)),
            Simulation.Inject(4, Times.Second, Times.Second))).ScenarioStats.Get("slow");

        Assert.Equal([0, 500, 1000, 1500, 2000, 2250, 2500, 2750], starts);
        Assert.Equal((8, 2.7), (stats.Ok.Request.Count, stats.Ok.Request.RPS));
        Assert.Equal((3000, 3000), (stats.Ok.Latency.MinMs, stats.Ok.Latency.Percent99));
        Assert.Equal(Times.Seconds(3), stats.Duration);
    }

    /// <summary>A target that answers in 1 ms but stands still for one second of ten. A closed
    /// measurer would see one slow request in ten thousand; here 100 arrivals came in that second
    /// and waited 1001, 991, … 11 ms.</summary>
    [Fact]
    public void A_stall_of_the_target_is_felt_by_everyone_who_came_meanwhile()
    {
        var latency = _session.Run(Scenario.Create("stalling", async context =>
        {
            var now = context.GetScenarioTimerTime().TotalSeconds;
            if (now is >= 4 and < 5)
                await _session.Wait(5 - now);
            await _session.Wait(0.001);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(
            Simulation.Inject(100, Times.Second, Times.Seconds(10))))
            .ScenarioStats.Get("stalling").Ok.Latency;

        Assert.InRange(latency.Percent50, 1, 1.01);
        Assert.InRange(latency.Percent95, 501, 502.5);
        Assert.InRange(latency.Percent99, 901, 903);
        Assert.Equal(1001, latency.MaxMs);
    }

    /// <summary>Mutant caught: latency counted from the iteration's actual start, which shows 1 ms
    /// throughout although users waited up to a second.</summary>
    [Fact]
    public void A_starved_injector_does_not_hide_the_wait_of_its_users()
    {
        _ = _session.StarveAsync(from: 4, to: 5);
        var latency = _session.Run(Scenario.Create("starved", async _ =>
        {
            await _session.Wait(0.001);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(
            Simulation.Inject(100, Times.Second, Times.Seconds(10))))
            .ScenarioStats.Get("starved").Ok.Latency;

        Assert.InRange(latency.Percent95, 490, 520);
        Assert.InRange(latency.Percent99, 890, 920);
    }

    /// <summary>Mutant caught: TryEnter without its limit.</summary>
    [Fact]
    public void An_arrival_beyond_the_limit_in_flight_fails_and_names_the_knob()
    {
        var session = new StillSession { MaxInFlight = 5 };
        var stats = session.Run(Scenario.Create("stuck", async _ =>
        {
            await session.Wait(60);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(
            Simulation.Inject(8, Times.Second, Times.Second))).ScenarioStats.Get("stuck");

        var code = stats.Fail.StatusCodes.Get("in-flight-limit");
        Assert.Equal((5, 3), (stats.Ok.Request.Count, code.Count));
        Assert.Contains("NBOMBER_STANDIN_MAX_IN_FLIGHT", code.Message, StringComparison.Ordinal);
        Assert.StartsWith("5 iterations", code.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_is_used_again_only_when_its_iteration_has_ended()
    {
        List<(int Copy, long Invocation)> seen = [];
        _session.Run(Scenario.Create("reuse", async context =>
        {
            Assert.Empty(context.Data);
            context.Data["left"] = "behind";
            seen.Add((context.ScenarioInfo.InstanceNumber, context.InvocationNumber));
            await _session.Wait(1.5);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(
            Simulation.Inject(1, Times.Second, Times.Seconds(5))));

        Assert.Equal([(1, 1), (2, 1), (1, 2), (2, 2), (1, 3)], seen);
    }

    [Fact]
    public void Counted_injection_ends_when_its_last_iteration_has_ended()
    {
        var stats = _session.Run(Scenario.Create("counted", async _ =>
        {
            await _session.Wait(0.25);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(
            Simulation.IterationsForInject(10, Times.Second, 35))).ScenarioStats.Get("counted");

        Assert.Equal(35, stats.Ok.Request.Count);
        Assert.Equal(Times.Seconds(3.4), stats.Duration);
    }

    /// <summary>Real time, real threads: the load tests need some thousand a second on two
    /// cores.</summary>
    [Fact]
    public void Three_thousand_arrivals_a_second_are_held_in_real_time()
    {
        var stats = NBomberRunner.RegisterScenarios(
            Scenario.Create("real", async context =>
            {
                await Task.Delay(5, context.ScenarioCancellationToken);
                return Response.Ok();
            }).WithoutWarmUp().WithLoadSimulations(
                Simulation.Inject(3000, Times.Second, Times.Second)))
            .WithoutReports().DisplayConsoleMetrics(false).Run().ScenarioStats.Get("real");

        Assert.Equal((3000, 3000.0), (stats.Ok.Request.Count, stats.Ok.Request.RPS));
    }
}
