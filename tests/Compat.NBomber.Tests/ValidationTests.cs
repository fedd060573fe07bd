using CacheFleet.Compat.NBomber.Tests.Support;
using NBomber.Contracts;
using NBomber.CSharp;
using NBomber.Engine;

namespace CacheFleet.Compat.NBomber.Tests;

public class ValidationTests
{
    public static TheoryData<LoadSimulation, string> Wrong => new()
    {
        { Simulation.KeepConstant(-1, Times.Second), "copies must not be negative" },
        { Simulation.KeepConstant(1, Times.Ms(999)), "the duration must be at least 00:00:01" },
        { Simulation.Inject(-1, Times.Second, Times.Second), "the rate must not be negative" },
        { Simulation.Inject(1, TimeSpan.Zero, Times.Second), "the interval must be above zero" },
        {
            Simulation.RampingInject(1, Times.Seconds(2), Times.Second),
            "the interval must not be longer than the duration"
        },
        {
            Simulation.InjectRandom(5, 5, Times.Second, Times.Second),
            "the minimum rate must be below the maximum"
        },
        {
            Simulation.IterationsForInject(0, Times.Second, 5),
            "a rate of 0 never reaches the iterations"
        },
        { Simulation.IterationsForConstant(0, 5), "0 copies never reach the iterations" },
        { Simulation.Pause(TimeSpan.Zero), "the duration must be at least 00:00:01" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_simulation_that_cannot_be_run_is_refused_with_its_scenario_and_reason(
        LoadSimulation simulation, string reason)
    {
        var error = Refused(NBomberRunner.RegisterScenarios(
            Working("mine").WithLoadSimulations(simulation)));

        Assert.Equal($"Scenario 'mine': {reason} ({simulation}).", error);
    }

    [Fact]
    public void A_session_needs_scenarios_with_names_of_their_own()
    {
        Assert.Equal("No scenario is registered.", Refused(NBomberRunner.RegisterScenarios()));
        Assert.Equal(
            "Two scenarios have the name 'twin'.",
            Refused(NBomberRunner.RegisterScenarios(Working("twin"), Working("twin"))));
        Assert.Equal(
            "A scenario has no name.", Refused(NBomberRunner.RegisterScenarios(Working(" "))));
        Assert.Equal(
            "Scenario 'idle' neither runs nor initialises nor cleans.",
            Refused(NBomberRunner.RegisterScenarios(Scenario.Empty("idle"))));
    }

    [Fact]
    public void A_reporting_interval_below_the_real_packages_is_refused() => Assert.Equal(
        "WithReportingInterval must be at least 00:00:05, but is 00:00:01.",
        Refused(NBomberRunner.RegisterScenarios(Working("any"))
            .WithReportingInterval(Times.Second)));

    [Fact]
    public void A_target_scenario_that_is_not_registered_is_refused_with_those_that_are()
    {
        var error = Assert.Throws<NBomberException>(() =>
            NBomberRunner.RegisterScenarios(Working("a"), Working("b")).WithTargetScenarios("c"));

        Assert.Equal(
            "WithTargetScenarios: there is no scenario 'c', but there are 'a', 'b'.",
            error.Message);
    }

    [Fact]
    public void Command_line_arguments_are_refused_rather_than_ignored() =>
        Assert.Throws<NotSupportedException>(() =>
            NBomberRunner.RegisterScenarios(Working("any")).Run("--config=x.json"));

    private static ScenarioProps Working(string name) =>
        Scenario.Create(name, _ => Task.FromResult<IResponse>(Response.Ok()));

    private static string Refused(NBomberContext context) => Assert.Throws<NBomberException>(
        () => new Session(context, new Surroundings())).Message;
}
