using CacheFleet.Compat.NBomber.Tests.Support;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace CacheFleet.Compat.NBomber.Tests.Running;

public class ClosedModelTests
{
    private readonly StillSession _session = new();

    [Fact]
    public void Copies_ask_again_when_they_have_their_answer()
    {
        var stats = Run(_ => 0.5, Simulation.KeepConstant(3, Times.Seconds(10)));

        Assert.Equal((60, 6.0), (stats.Ok.Request.Count, stats.Ok.Request.RPS));
        Assert.Equal((500, 500), (stats.Ok.Latency.MinMs, stats.Ok.Latency.MaxMs));
    }

    [Fact]
    public void A_ramp_adds_and_removes_copies_a_step_a_second()
    {
        var active = 0;
        List<int> seen = [];
        _ = SampleAsync();
        _session.Run(Scenario.Create("ramp", async _ =>
        {
            active++;
            await _session.Wait(0.01);
            active--;
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(
            Simulation.RampingConstant(4, Times.Seconds(4)),
            Simulation.RampingConstant(0, Times.Seconds(4))));

        Assert.Equal([0, 1, 2, 3, 4, 3, 2, 1], seen);

        async Task SampleAsync()
        {
            await _session.Wait(0.505);
            for (; seen.Count < 8; await _session.Wait(1))
                seen.Add(active);
        }
    }

    [Fact]
    public void A_pause_lets_copies_finish_and_does_not_count_in_the_rate()
    {
        var stats = Run(
            _ => 1,
            Simulation.KeepConstant(2, Times.Seconds(5)),
            Simulation.Pause(Times.Seconds(30)),
            Simulation.KeepConstant(2, Times.Seconds(5)));

        Assert.Equal((20, 2.0), (stats.Ok.Request.Count, stats.Ok.Request.RPS));
        Assert.Equal(Times.Seconds(40), stats.Duration);
    }

    [Fact]
    public void Counted_iterations_are_shared_by_the_copies()
    {
        Dictionary<int, int> perCopy = [];
        var stats = Run(
            copy =>
            {
                perCopy[copy] = perCopy.GetValueOrDefault(copy) + 1;
                return copy == 1 ? 1 : 3;
            },
            Simulation.IterationsForConstant(2, 12));

        Assert.Equal(12, stats.Ok.Request.Count);
        Assert.Equal((9, 3), (perCopy[1], perCopy[2]));
        Assert.Equal(Times.Seconds(9), stats.Duration);
    }

    /// <summary>Mutant caught: the count of iterations left decided outside the lock.</summary>
    [Fact]
    public void Copies_on_many_threads_run_exactly_the_counted_iterations()
    {
        var invocations = 0;
        var stats = NBomberRunner.RegisterScenarios(
            Scenario.Create("counted", _ =>
            {
                Interlocked.Increment(ref invocations);
                return Task.FromResult<IResponse>(Response.Ok());
            }).WithoutWarmUp().WithLoadSimulations(Simulation.IterationsForConstant(16, 50_000)))
            .WithoutReports().DisplayConsoleMetrics(false).Run().ScenarioStats.Get("counted");

        Assert.Equal((50_000, 50_000), (invocations, stats.Ok.Request.Count));
    }

    [Fact]
    public void A_copy_that_is_wanted_again_before_it_has_ended_goes_on()
    {
        // Not wanted from 5 s to 6 s, in the middle of an iteration from 4 s to 8 s.
        var stats = Run(
            _ => 4,
            Simulation.KeepConstant(1, Times.Seconds(5)),
            Simulation.Pause(Times.Second),
            Simulation.KeepConstant(1, Times.Seconds(6)));

        Assert.Equal(3, stats.Ok.Request.Count);
    }

    [Fact]
    public void An_iteration_that_only_waits_for_the_end_is_called_off_and_not_counted()
    {
        var stats = _session.Run(Scenario.Create("observer", async context =>
        {
            await _session.Wait(1000, context.ScenarioCancellationToken);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(
            Simulation.KeepConstant(1, Times.Seconds(5)))).ScenarioStats.Get("observer");

        Assert.Equal((0, 0), (stats.Ok.Request.Count, stats.Fail.Request.Count));
        Assert.Equal(Times.Seconds(5), stats.Duration);
    }

    private ScenarioStats Run(Func<int, double> secondsOfCopy, params LoadSimulation[] load) =>
        _session.Run(Scenario.Create("copies", async context =>
        {
            await _session.Wait(secondsOfCopy(context.ScenarioInfo.InstanceNumber));
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(load)).ScenarioStats.Get("copies");
}
