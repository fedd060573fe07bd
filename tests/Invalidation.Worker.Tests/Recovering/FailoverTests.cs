using System.Diagnostics;
using CacheFleet.Caching;
using CacheFleet.LocalServers;
using CacheFleet.Testing;

namespace CacheFleet.Invalidation.Worker.Tests.Recovering;

/// <summary>A primary that dies with deletes that its replica has never seen.</summary>
public sealed class FailoverTests(Servers servers)
{
    private const int Keys = 20;

    // Mutants: a reader that believes whatever store answers; a recovery that begins at the
    // group's position instead of the store's own; a record that vouches without asking which
    // store it is in.
    [Theory]
    [InlineData("Replay")]
    [InlineData("Compacted")]
    [InlineData("Flush")]
    public async Task A_promoted_replica_that_lacks_20_deletes_gives_no_old_answer_and_is_made_up_for(string recovery)
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var primary = await RedisServer.RunAsync();
        await using var replica = await RedisServer.RunAsync();
        await using var replication = new TcpProxy(primary.Port);
        await using var network = new TcpProxy(primary.Port);
        await replica.AskAsync($"REPLICAOF 127.0.0.1 {replication.Port}");
        var address = $"127.0.0.1:{network.Port}";
        var settings = fleet.Settings(
            $"--ConnectionStrings:redis={address}", $"--CacheFleet:Invalidation:Recovery={recovery}");
        await using var guarded = await StoreReader.StartAsync(fleet, address, guarded: true);
        await using var control = await StoreReader.StartAsync(fleet, address, guarded: false);

        var rows = new Dictionary<int, long>();
        await using (await RunningWorker.StartAsync(settings))
        {
            await guarded.FillAsync(Keys);
            await Eventually.IsTrueAsync(() => HasAllAsync(replica), "the replica has all entries and the record");
            replication.Cut();
            for (var id = 1; id <= Keys; id++)
                rows[id] = await fleet.ChangeProductAsync(id);
            await Eventually.IsTrueAsync(async () => await CountEntriesAsync(primary) == 0, "all are deleted");
        }

        await primary.KillAsync();
        await replica.AskAsync("REPLICAOF NO ONE");
        network.LeadTo(replica.Port);
        await Eventually.IsTrueAsync(
            async () => (await control.ReadAsync(1)).Outcome == ReadOutcome.Hit, "the readers are connected again");
        var (before, unguarded) = (await guarded.CountOlderAsync(rows), await control.CountOlderAsync(rows));

        var watch = Stopwatch.StartNew();
        await using var worker = await RunningWorker.StartAsync(settings);
        var (during, rounds) = (0, 0);
        for (; !guarded.Trusts; rounds++)
            during += await guarded.CountOlderAsync(rows);
        var recovered = watch.Elapsed;
        var after = await guarded.CountOlderAsync(rows) + await control.CountOlderAsync(rows);
        TestContext.Current.SendDiagnosticMessage(
            "{0}: old answers of {1} keys: {2} before, {3} in {4} rounds during, {5} after {6:0.0} s; unguarded {7}.",
            recovery, Keys, before, during, rounds, after, recovered.TotalSeconds, unguarded);

        Assert.Equal((0, 0, 0, Keys), (before, during, after, unguarded));
        await guarded.FillAsync(Keys);
    }

    // Mutant: a watch that looks at its own time only, and not when the connection breaks.
    [Fact]
    public async Task While_a_worker_lives_no_reader_sees_an_old_answer_on_either_side_of_the_promotion()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var primary = await RedisServer.RunAsync();
        await using var replica = await RedisServer.RunAsync();
        await using var replication = new TcpProxy(primary.Port);
        await using var network = new TcpProxy(primary.Port);
        await replica.AskAsync($"REPLICAOF 127.0.0.1 {replication.Port}");
        var address = $"127.0.0.1:{network.Port}";
        await using var guarded = await StoreReader.StartAsync(fleet, address, guarded: true);
        await using var worker = await RunningWorker.StartAsync(
            fleet.Settings($"--ConnectionStrings:redis={address}"));
        await guarded.FillAsync(Keys);
        await Eventually.IsTrueAsync(() => HasAllAsync(replica), "the replica has all entries and the record");
        replication.Cut();
        var rows = new Dictionary<int, long>();
        for (var id = 1; id <= Keys; id++)
            rows[id] = await fleet.ChangeProductAsync(id);
        await Eventually.IsTrueAsync(async () => await CountEntriesAsync(primary) == 0, "all are deleted");
        await guarded.FillAsync(Keys);

        var (old, reads, distrusted) = (0, 0, false);
        var promoting = PromoteAsync(primary, replica, network);
        var limit = Stopwatch.StartNew();
        while (!(promoting.IsCompleted && distrusted && guarded.Trusts) && limit.Elapsed < Eventually.Patience)
        {
            old += await guarded.CountOlderAsync(rows);
            reads += Keys;
            distrusted |= promoting.IsCompleted && !guarded.Trusts;
        }

        await promoting;
        old += await guarded.CountOlderAsync(rows);
        TestContext.Current.SendDiagnosticMessage("{0} old answers of {1}.", old, reads + Keys);
        Assert.True(guarded.Trusts && distrusted, "it was distrusted, and then believed again");
        Assert.Equal(0, old);
    }

    private static async Task PromoteAsync(RedisServer primary, RedisServer replica, TcpProxy network)
    {
        await primary.KillAsync();
        await replica.AskAsync("REPLICAOF NO ONE");
        network.LeadTo(replica.Port);
    }

    private static async Task<bool> HasAllAsync(RedisServer server) =>
        await CountEntriesAsync(server) == Keys
        && await server.AskAsync("HLEN cachefleet:standing") is not ("0" or "1" or "2");

    private static async Task<int> CountEntriesAsync(RedisServer server)
    {
        var count = 0;
        for (var id = 1; id <= Keys; id++)
            count += await server.AskAsync($"HEXISTS {Fleet.KeyOf(id)} entry") == "1" ? 1 : 0;
        return count;
    }
}
