using System.Diagnostics;
using CacheFleet.Testing;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Tests.Recovering;

/// <summary>A store that dies and comes back without its data: its tombstones are gone too.</summary>
public sealed class EmptyStoreTests(Servers servers)
{
    private const int Keys = 20;

    // Mutant: a store without a record that passes for a new one, so that nothing is replayed.
    [Fact]
    public async Task A_fill_that_was_on_its_way_to_a_store_restarted_empty_does_not_outlive_the_recovery()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var store = await RedisServer.RunAsync();
        await using var guarded = await StoreReader.StartAsync(fleet, store.ConnectionString, guarded: true);
        await using var control = await StoreReader.StartAsync(fleet, store.ConnectionString, guarded: false);
        await using var worker = await RunningWorker.StartAsync(
            fleet.Settings($"--ConnectionStrings:redis={store.ConnectionString}"));
        await guarded.FillAsync(Keys);
        var rows = new Dictionary<int, long>();
        for (var id = 1; id <= Keys; id++)
            rows[id] = await fleet.ChangeProductAsync(id);
        await Eventually.IsTrueAsync(
            async () => await control.CountOlderAsync(rows) == 0, "the changes have been applied");

        await store.KillAsync();
        await store.StartAsync();
        await FillOldAsync(store, rows);
        var unguarded = 0;
        await Eventually.IsTrueAsync(
            async () => (unguarded = await control.CountOlderAsync(rows)) > 0, "the control is connected again");
        var (old, reads, distrusted) = (0, 0, false);
        var limit = Stopwatch.StartNew();
        while (!(distrusted && guarded.Trusts) && limit.Elapsed < Eventually.Patience)
        {
            old += await guarded.CountOlderAsync(rows);
            reads += Keys;
            distrusted |= !guarded.Trusts;
        }

        var after = await guarded.CountOlderAsync(rows) + await control.CountOlderAsync(rows);
        TestContext.Current.SendDiagnosticMessage(
            "Old answers: {0} of {1} until {2:0.0} s after, {3} of {4} then; unguarded {5} of {6}.",
            old, reads, limit.Elapsed.TotalSeconds, after, 2 * Keys, unguarded, Keys);
        Assert.True(distrusted && guarded.Trusts, "it was distrusted, and then believed again");
        Assert.Equal((0, 0), (old, after));
        Assert.True(unguarded > 0, "what was on its way was there");
    }

    // What nobody stops any more, since the tombstones are gone: loads from before the changes.
    private static async Task FillOldAsync(RedisServer store, Dictionary<int, long> rows)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(store.ConnectionString);
        await Task.WhenAll(rows.Select(row => Fleet.FillAsync(
            connection.GetDatabase(), row.Key, row.Value - 1, TimeSpan.FromMinutes(5))));
    }
}
