using CacheFleet.Compat.NBomber.Tests.Support;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace CacheFleet.Compat.NBomber.Tests.Running;

public class StepTests
{
    private readonly StillSession _session = new();

    [Fact]
    public void Steps_are_measured_by_themselves_and_hand_on_their_payload()
    {
        var stats = Run(async context =>
        {
            var first = await Step.Run("first", context, async () =>
            {
                await _session.Wait(1);
                return Response.Ok(payload: 42, sizeBytes: 10);
            });
            Assert.True(first.Payload.IsSome());
            Assert.Equal(42, first.Payload.Value);
            var second = await Step.Run("second", context, async () =>
            {
                await _session.Wait(2);
                return Response.Ok();
            });
            return second;
        });

        Assert.Equal(["first", "second"], stats.StepStats.Select(step => step.StepName));
        Assert.Equal(1000, stats.StepStats.Get("first").Ok.Latency.MaxMs);
        Assert.Equal(2000, stats.StepStats.Get("second").Ok.Latency.MaxMs);
        Assert.Equal(3000, stats.Ok.Latency.MaxMs);
        Assert.Equal(30, stats.AllBytes);
    }

    [Fact]
    public void A_failed_step_ends_its_iteration()
    {
        var reached = 0;
        var stats = Run(async context =>
        {
            await Step.Run(
                "fails", context, () => Task.FromResult(Response.Fail(statusCode: "503")));
            reached++;
            return Response.Ok();
        });

        Assert.Equal((0, 3), (reached, stats.Fail.Request.Count));
        Assert.Equal(3, stats.Fail.StatusCodes.Get("503").Count);
    }

    [Fact]
    public void Without_restart_the_iteration_decides_what_a_failed_step_means()
    {
        var stats = Run(
            async context =>
            {
                var step = await Step.Run("fails", context, () => Task.FromResult(Response.Fail()));
                return step.IsError ? Response.Ok(statusCode: "fallback") : Response.Fail();
            },
            scenario => scenario.WithRestartIterationOnFail(false));

        Assert.Equal(3, stats.Ok.StatusCodes.Get("fallback").Count);
        Assert.Equal(3, stats.StepStats.Get("fails").Fail.Request.Count);
        Assert.Equal((3, 3), (stats.AllOkCount, stats.AllFailCount));
    }

    [Fact]
    public void An_exception_is_a_failure_with_its_message_and_a_cancellation_a_timeout()
    {
        var stats = Run(async context =>
        {
            if (context.InvocationNumber == 1)
                throw new InvalidOperationException("boom");
            return await Step.Run<object>(
                "cancelled", context, () => throw new TaskCanceledException());
        });

        Assert.Equal("boom", stats.Fail.StatusCodes.Get("-101").Message);
        Assert.Equal("operation timeout", stats.Fail.StatusCodes.Get("-100").Message);
        Assert.Equal(2, stats.StepStats.Get("cancelled").Fail.StatusCodes.Get("-100").Count);
    }

    private ScenarioStats Run(
        Func<IScenarioContext, Task<IResponse>> run,
        Func<ScenarioProps, ScenarioProps>? configure = null)
    {
        var scenario = Scenario.Create("steps", run)
            .WithoutWarmUp()
            .WithLoadSimulations(Simulation.IterationsForConstant(1, 3));
        return _session.Run(configure?.Invoke(scenario) ?? scenario).ScenarioStats.Get("steps");
    }
}
