using CacheFleet.LoadTests.Tests.FakeFleet;

namespace CacheFleet.LoadTests.Tests;

public sealed class HerdScenarioTests
{
    [Fact]
    public async Task Single_flight_brings_a_herds_many_recomputes_down_to_one_per_replica()
    {
        await using var fleet = await Fakes.StartAsync(replicas: 2);

        using var run = await Runs.AgainstAsync(fleet, "run", "herd", "--herd", "200", "--expiries", "2");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.True(run.Row("baseline")["recomputesPerExpiry"]!.GetValue<double>() > 20);
        Assert.Equal(2, run.Row("single-flight")["recomputesPerExpiry"]!.GetValue<double>());
        Assert.Equal(
            1, run.Row("single-flight")["recomputesByInstance"]!["fake-1"]!.GetValue<double>());
        Assert.Equal("pass", run.Json["verdict"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_herd_too_small_to_show_the_danger_fails_the_verdict()
    {
        // One request cannot recompute more often than once: "one per replica" cannot come true on
        // two.
        await using var fleet = await Fakes.StartAsync(replicas: 2);

        using var run = await Runs.AgainstAsync(
            fleet, "run", "herd", "--herd", "1", "--expiries", "1", "--policy", "single-flight");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("fail", run.Json["verdict"]!.GetValue<string>());
    }

    [Fact]
    public async Task Killing_one_replica_of_one_is_refused()
    {
        await using var fleet = await Fakes.StartAsync(replicas: 1);

        using var run = await Runs.AgainstAsync(fleet, "run", "herd", "--kill-one");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("at least 2 replicas", run.Errors, StringComparison.Ordinal);
    }
}
