using System.Diagnostics;

namespace CacheFleet.Invalidation.Worker.Tests;

public sealed class RelayThroughputTests(Servers servers)
{
    private const int Transactions = 200;
    private const int EventsEach = 1_250;

    /// <summary>A measurement, not a check: run it by name, on a machine with nothing else to do.</summary>
    [Fact(Explicit = true)]
    public async Task A_backlog_of_250_000_events_drains_at_a_rate_worth_knowing()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        for (var transaction = 0; transaction < Transactions; transaction++)
        {
            await using var insert = fleet.DataSource.CreateCommand($"""
                INSERT INTO catalog.outbox (family, key, version, kind)
                SELECT 'product', (n % 10000)::text, {transaction + 1}, 'changed'
                FROM generate_series(1, {EventsEach}) AS n
                """);
            await insert.ExecuteNonQueryAsync();
        }

        var all = await fleet.Backlog.CountAsync();
        Assert.Equal(Transactions * EventsEach, all);
        var watch = Stopwatch.StartNew();
        await using var worker = await RunningWorker.StartAsync(fleet.Settings());
        while (await fleet.Backlog.CountAsync() > 0)
            await Task.Delay(250);
        var relayed = watch.Elapsed;

        TestContext.Current.SendDiagnosticMessage(
            "{0} events relayed in {1:0.0} s, {2:0} a second, the consumer running beside the relay.",
            all, relayed.TotalSeconds, all / relayed.TotalSeconds);
    }
}
