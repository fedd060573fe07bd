using CacheFleet.Testing;
using Npgsql;

namespace CacheFleet.Invalidation.Worker.Tests;

public sealed class StallTests(Servers servers)
{
    [Fact]
    public async Task A_transaction_that_stalls_the_relay_is_told_by_the_workers_health_and_only_while_it_does()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var worker = await RunningWorker.StartAsync(
            fleet.Settings("--CacheFleet:Invalidation:StallMilliseconds=300"));
        await using (var open = await fleet.DataSource.OpenConnectionAsync())
        {
            await using var transaction = await open.BeginTransactionAsync();
            await using var take = new NpgsqlCommand("SELECT pg_current_xact_id()", open, transaction);
            await take.ExecuteNonQueryAsync();
            await fleet.CommitAsync(Fleet.Product(71, version: 1));

            await Eventually.IsTrueAsync(async () => !await worker.IsHealthyAsync(), "the worker says so");
            Assert.Equal(1, await fleet.Backlog.CountAsync());
        }

        await fleet.IsDrainedAsync();
        await Eventually.IsTrueAsync(worker.IsHealthyAsync, "the worker is well again");
    }
}
