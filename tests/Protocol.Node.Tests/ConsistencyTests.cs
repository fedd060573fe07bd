using CacheFleet.Lab.Protocol;
using CacheFleet.Lab.Protocol.Linearizability;

namespace CacheFleet.Protocol.Node.Tests;

public sealed class ConsistencyTests(ITestOutputHelper output)
{
    private const int Clients = 8;
    private const int Keys = 24;
    private const int RequestsEach = 250;

    // Mutant: FillGuard.None in KeyFamily for every strategy.
    [Theory]
    [InlineData("write-through")]
    [InlineData("write-behind")]
    public async Task The_history_of_every_key_is_linearizable(string strategy)
    {
        var (broken, history) = await RunAsync(strategy);

        Assert.Equal(Clients * RequestsEach, history.Count);
        Assert.Equal(0, broken);
        Assert.Equal(0, history.StaleReads());
    }

    [Fact]
    public async Task The_anomalies_of_unguarded_cache_aside_are_found_and_counted()
    {
        var (broken, history) = await RunAsync("cache-aside");

        Assert.InRange(broken, 1, Keys);
        Assert.True(history.StaleReads() > 0);
    }

    // Mutant: UpdateAsync calls WriteThroughAsync without HoldAsync.
    [Fact]
    public async Task Whom_a_refused_compare_and_set_told_of_a_new_value_does_not_read_the_old_one()
    {
        await using var node = await NodeProcess.StartReadyAsync("--delay-ms", "30");
        await node.WriteAsync("k", 0);

        for (var round = 1; round <= 25; round++)
        {
            await node.ReadAsync("k");
            var writing = node.WriteAsync("k", round);
            while ((await node.CasAsync("k", round - 1, round - 1))["type"]!.GetValue<string>() == "cas_ok")
            {
            }
            Assert.Equal(round, (await node.ReadAsync("k"))["value"]!.GetValue<int>());
            await writing;
        }
    }

    // C3. Mutant: SingleFlight = false in KeyFamily.
    [Theory]
    [InlineData("write-through")]
    [InlineData("cache-aside")]
    public async Task Concurrent_reads_of_one_missing_key_call_the_backend_once(string strategy)
    {
        await using var node = await NodeProcess.StartReadyAsync("--strategy", strategy, "--delay-ms", "500");
        await node.WriteAsync("hot", 1);
        await node.ReadAsync("hot", "invalidate");
        var before = (await node.StatsAsync())["backend_reads"]!.GetValue<int>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => node.ReadAsync("hot")));

        Assert.All(answers, answer => Assert.Equal(1, answer["value"]!.GetValue<int>()));
        Assert.Equal(1, (await node.StatsAsync())["backend_reads"]!.GetValue<int>() - before);
    }

    private async Task<(int Broken, History History)> RunAsync(string strategy)
    {
        await using var node = await NodeProcess.StartReadyAsync("--strategy", strategy, "--delay-ms", "4");
        var history = await Workload.RunAsync(node, Clients, Keys, RequestsEach, seed: 1);
        var broken = history.ByKey.Count(key => !Checker.IsLinearizable(key));
        output.WriteLine($"{strategy}: {broken} of {Keys} keys not linearizable, {history.StaleReads()} stale "
            + $"reads of {history.Count} requests");
        return (broken, history);
    }
}
