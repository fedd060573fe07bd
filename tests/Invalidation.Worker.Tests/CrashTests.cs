using System.Diagnostics;
using CacheFleet.Caching.Kafka.Publishing;
using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Catalog.Migrations;
using CacheFleet.Invalidation.Worker.Relaying;
using CacheFleet.Testing;

namespace CacheFleet.Invalidation.Worker.Tests;

public sealed class CrashTests(Servers servers)
{
    // Mutant: a relay that moves the cursor before the delivery reports loses what it had read.
    [Fact]
    public async Task A_relay_that_dies_after_reading_or_after_publishing_leaves_all_to_the_next()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        for (var id = 201; id <= 220; id++)
        {
            await fleet.FillAsync(id, version: 1);
            await fleet.CommitAsync(Fleet.Product(id, version: 2));
        }

        await using (var dying = await RelaySession.TryOpenAsync(fleet.DataSource,
            CatalogDatabase.Schema, RelayLoop.Name, TimeSpan.FromSeconds(30)))
        {
            var batch = await dying!.ReadAsync(await dying.LoadCursorAsync(), 10);
            var half = batch.Entries.Take(5);
            await fleet.Publisher.PublishAsync([.. half.Select(
                entry => new OutgoingEvent(entry.At.ToString(), entry.Change))]);
        }

        Assert.Equal(20, await fleet.Backlog.CountAsync());
        await using var worker = await RunningWorker.StartAsync(fleet.Settings());

        await fleet.IsDrainedAsync();
        for (var id = 201; id <= 220; id++)
            await fleet.IsGoneAsync(id);
    }

    [Fact]
    public async Task A_worker_killed_again_and_again_amid_writes_loses_no_invalidation()
    {
        const int Events = 300;
        const int Kills = 4;
        await using var fleet = await Fleet.CreateAsync(servers);
        for (var id = 1_000; id < 1_000 + Events; id++)
            await fleet.FillAsync(id, version: 1);

        var writing = Task.Run(async () =>
        {
            for (var id = 1_000; id < 1_000 + Events; id++)
            {
                await fleet.CommitAsync(Fleet.Product(id, version: 2));
                await Task.Delay(20);
            }
        });
        for (var kill = 0; kill < Kills; kill++)
        {
            using var victim = WorkerProcess.Start(
                fleet.Settings(
                    "--CacheFleet:Invalidation:BatchSize=5",
                    "--CacheFleet:Invalidation:RelayBatchSize=5"));
            var before = await fleet.Backlog.CountAsync();
            await Eventually.IsTrueAsync(
                async () => writing.IsCompleted || await fleet.Backlog.CountAsync() < before + 5,
                "the victim has begun to relay");
            await Task.Delay(700 + (kill * 137));
            await victim.KillAsync();
        }

        await writing;
        await using var worker = await RunningWorker.StartAsync(fleet.Settings());
        await fleet.IsDrainedAsync();
        for (var id = 1_000; id < 1_000 + Events; id++)
            await fleet.IsGoneAsync(id);
    }

    [Fact]
    public async Task Of_two_workers_one_relays_and_its_death_makes_the_other_the_active_one()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        using var first = WorkerProcess.Start(fleet.Settings());
        await fleet.CommitAsync(Fleet.Product(301, version: 1));
        await fleet.IsDrainedAsync();
        await using var second = await RunningWorker.StartAsync(fleet.Settings());
        await Task.Delay(500);
        Assert.Equal(1, await HoldersAsync(fleet));

        await first.KillAsync();
        var watch = Stopwatch.StartNew();
        await fleet.FillAsync(302, version: 1);
        await fleet.CommitAsync(Fleet.Product(302, version: 2));
        await fleet.IsDrainedAsync();
        TestContext.Current.SendDiagnosticMessage(
            "The second relay had taken over after {0} ms.", watch.ElapsedMilliseconds);

        await fleet.IsGoneAsync(302);
        Assert.Equal(1, await HoldersAsync(fleet));
    }

    private static async Task<long> HoldersAsync(Fleet fleet)
    {
        await using var look = fleet.DataSource.CreateCommand(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted "
            + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        return (long)(await look.ExecuteScalarAsync())!;
    }
}
