using CacheFleet.LoadTests.Tests.FakeFleet;

namespace CacheFleet.LoadTests.Tests;

public sealed class RaceScenarioTests
{
    [Fact]
    public async Task Every_forced_trial_is_stale_where_old_fills_are_taken()
    {
        await using var fleet = await Fakes.StartAsync();

        using var run = await Runs.AgainstAsync(fleet, "run", "race", "--trials", "5",
            "--policy", "baseline", "single-flight");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal(1, run.Row("baseline")["staleRate"]!.GetValue<double>());
        Assert.Equal(5, run.Row("baseline")["heldReaders"]!.GetValue<int>());
        Assert.Equal(0, fleet.Store.Entries);
    }

    [Fact]
    public async Task No_forced_trial_is_stale_where_old_fills_are_refused()
    {
        await using var fleet = await Fakes.StartAsync(refusesOldFills: true);

        using var run =
            await Runs.AgainstAsync(fleet, "run", "race", "--trials", "5", "--policy", "baseline");

        Assert.Equal(0, run.Row("baseline")["staleRate"]!.GetValue<double>());
        Assert.Equal(5, run.Row("baseline")["heldReaders"]!.GetValue<int>());
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_guard_is_believed_only_beside_the_fills_that_it_refused()
    {
        await using var fleet = await Fakes.StartAsync(refusesOldFills: true);

        using var run = await Runs.AgainstAsync(
            fleet, "run", "race", "--trials", "3", "--policy", "lease", "versioned");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal(0, run.Row("lease")["staleTrials"]!.GetValue<int>());
        Assert.Equal(3, run.Row("lease")["refusedFills"]!.GetValue<int>());
        Assert.Equal(3, run.Row("versioned")["refusedFills"]!.GetValue<int>());
    }

    [Fact]
    public async Task Free_running_pairs_are_never_stale_where_old_fills_are_refused()
    {
        await using var fleet = await Fakes.StartAsync(refusesOldFills: true);

        using var run = await Runs.AgainstAsync(
            fleet, "run", "race", "--free", "--rate", "200", "--during", "2s", "--policy",
            "single-flight");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal(0, run.Row("single-flight")["stalePairs"]!.GetValue<int>());
        Assert.InRange(run.Row("single-flight")["pairs"]!.GetValue<int>(), 40, 120);
    }
}
