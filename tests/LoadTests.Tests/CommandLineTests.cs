using CacheFleet.LoadTests.Tests.FakeFleet;

namespace CacheFleet.LoadTests.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--all runs every scenario: leave the names out.", "run", "herd", "--all")]
    [InlineData("Name a scenario or a requirement, or say --all", "run")]
    [InlineData("There is no scenario 'nope': they are race, herd, trace", "run", "nope")]
    [InlineData(
        "--policy magic is unknown: the policies are baseline, single-flight, lease, ", "run", "herd",
        "--policy", "magic")]
    [InlineData(
        "--herd is '0': give a whole number from 1 to 20000.", "run", "herd", "--herd", "0")]
    [InlineData(
        "--during is '5': give a time like 500ms, 20s or 2m.", "run", "trace", "--during", "5")]
    [InlineData(
        "--write-ratio is '1.5': give a number from 0 to 1.", "run", "trace", "--write-ratio",
        "1.5")]
    [InlineData("--herd changes nothing for race: leave it out.", "run", "race", "--herd", "10")]
    [InlineData(
        "--target is 'here': give an address like http://127.0.0.1:5080.", "run", "race",
        "--target", "here")]
    public async Task A_bad_argument_is_named_with_the_way_to_mend_it(
        string error, params string[] args)
    {
        using var run = await Runs.StartAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(error, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_names_every_scenario_and_policy()
    {
        using var run = await Runs.StartAsync(["list"]);

        Assert.Equal(0, run.ExitCode);
        foreach (var name in (string[])["herd", "race", "trace", "baseline", "swr", "versioned"])
        {
            Assert.Contains(name, run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_fleet_that_is_not_there_is_one_line_and_exit_code_2()
    {
        using var run = await Runs.StartAsync(["run", "herd", "--target", "http://127.0.0.1:9"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(
            "error: No fleet answers at http://127.0.0.1:9/: start one with ./run.sh, or name "
                + "another with --target.",
            run.Errors.Trim());
    }

    [Fact]
    public async Task A_fleet_without_its_lab_is_one_line_and_exit_code_2()
    {
        await using var fleet = await Fakes.StartAsync(replicas: 1, hasLab: false);

        using var run = await Runs.AgainstAsync(fleet, "run", "race");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            "has no lab: start it with CacheFleet__Lab=true", run.Errors, StringComparison.Ordinal);
    }
}
