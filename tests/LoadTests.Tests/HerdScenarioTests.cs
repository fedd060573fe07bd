using CacheFleet.LoadTests.Tests.FakeFleet;

namespace CacheFleet.LoadTests.Tests;

public sealed class HerdScenarioTests
{
    [Fact]
    public async Task Single_flight_brings_a_herds_many_recomputes_down_to_one_per_replica()
    {
        await using var fleet = await Fakes.StartAsync(replicas: 2);

        using var run = await Runs.AgainstAsync(
            fleet, "run", "herd", "--herd", "200", "--expiries", "2", "--policy", "baseline", "single-flight");

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
    public async Task A_lease_that_lets_every_replica_load_fails_the_verdict()
    {
        await using var fleet = await Fakes.StartAsync(replicas: 2);

        using var run = await Runs.AgainstAsync(
            fleet, "run", "herd", "--herd", "50", "--expiries", "1", "--policy", "lease");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("2×1", run.Row("lease")["distribution"]!.GetValue<string>());
    }

    [Fact]
    public async Task Early_recomputation_is_measured_under_requests_that_come_before_the_expiry()
    {
        // The fake never recomputes early: no lead, and one recompute for each replica.
        await using var fleet = await Fakes.StartAsync(replicas: 2);

        using var run = await Runs.AgainstAsync(
            fleet, "run", "herd", "--herd", "50", "--expiries", "1", "--policy", "xfetch");

        // On a busy machine a request is on its way for longer than the scenario allows for.
        Assert.InRange(run.Row("xfetch")["leadMs"]?.GetValue<double>() ?? 0, 0, 200);
        Assert.Equal(Math.E, run.Row("xfetch")["recomputesExpected"]!.GetValue<double>(), 6);
        // The herd, the warm herd, and 200 requests a second for 1.5 s.
        Assert.InRange(run.Row("xfetch")["requests"]!.GetValue<int>(), 380, 410);
    }

    [Theory]
    [InlineData(20, 1.27, 4.17)]
    [InlineData(100, 2.07, 3.37)]
    public void What_theory_expects_narrows_with_the_number_of_expiries(int expiries, double from, double to)
    {
        var (mean, within) = Scenarios.EarlyDraws.Alone(replicas: 3, expiries);

        Assert.Equal(2.718, mean, 3);
        Assert.Equal(from, within.Min, 0.01);
        Assert.Equal(to, within.Max, 0.01);
    }

    [Fact]
    public void One_draw_at_a_time_on_each_of_three_replicas_is_less_than_two_in_the_mean() =>
        Assert.Equal(1.728, Scenarios.EarlyDraws.OneAtATimePerReplica(replicas: 3, expiries: 20).Mean, 3);

    [Fact]
    public async Task Killing_one_replica_of_one_is_refused()
    {
        await using var fleet = await Fakes.StartAsync(replicas: 1);

        using var run = await Runs.AgainstAsync(fleet, "run", "herd", "--kill-one");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("at least 2 replicas", run.Errors, StringComparison.Ordinal);
    }
}
