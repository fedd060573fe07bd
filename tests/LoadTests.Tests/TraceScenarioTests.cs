using CacheFleet.LoadTests.Tests.FakeFleet;

namespace CacheFleet.LoadTests.Tests;

public sealed class TraceScenarioTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("8")]
    public async Task Every_access_of_a_recorded_trace_gets_through(string pipeline)
    {
        await using var fleet = await Fakes.StartAsync();
        using var trace =
            TraceFiles.Packed(
                Enumerable.Range(0, 3000).Select(i => (2u << 27) + (uint)(i % 30 * 512)));

        using var run = await Runs.AgainstAsync(
            fleet, "run", "trace", "--asap", "--trace", trace.Path, "--connections", "6",
            "--write-ratio", "0",
            "--pipeline", pipeline, "--policy", "single-flight");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        var row = run.Row("single-flight");
        Assert.Equal(3000, row["requests"]!.GetValue<int>());
        Assert.Equal(30, fleet.Store.Objects);
        Assert.InRange(row["hitRate"]!.GetValue<double>(), 0.9, 0.99);
        Assert.Equal(
            row["originLoads"]!.GetValue<int>(), row["originLoadsByPostgres"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_paced_Zipf_load_keeps_its_rate_and_mixes_in_writes()
    {
        await using var fleet = await Fakes.StartAsync();

        using var run = await Runs.AgainstAsync(
            fleet, "run", "trace", "--rate", "100", "--during", "3s", "--write-ratio", "0.2",
            "--policy", "baseline");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal(300, run.Row("baseline")["requests"]!.GetValue<int>());
        Assert.InRange(run.Row("baseline")["writes"]!.GetValue<int>(), 30, 95);
        Assert.Equal(0, fleet.Store.Entries);
    }

    [Fact]
    public async Task A_missing_trace_is_skipped_with_the_way_to_get_it()
    {
        await using var fleet = await Fakes.StartAsync();

        using var run =
            await Runs.AgainstAsync(fleet, "run", "trace", "--trace", "/nowhere/orm.trace.gz");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(
            "SKIPPED trace: there is no trace at /nowhere/orm.trace.gz", LastLine(run.Output));
        Assert.False(Directory.Exists(run.Folder));
    }

    private static string LastLine(string output) =>
        output[output.IndexOf("SKIPPED", StringComparison.Ordinal)..];
}
