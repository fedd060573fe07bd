using CacheFleet.Caching;
using CacheFleet.Caching.Postgres.SecondDeletes;
using CacheFleet.Caching.Storing;
using CacheFleet.Catalog.Migrations;
using CacheFleet.Testing;

namespace CacheFleet.Invalidation.Worker.Tests;

public sealed class SecondDeleteTests(Servers servers)
{
    // The writer of these rows is dead by then: nothing but the row remembers.
    [Fact]
    public async Task A_second_delete_is_made_after_its_delay_even_if_a_worker_dies_in_between()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await fleet.FillAsync(401, version: 1);
        await OweAsync(fleet, 401, TimeSpan.FromSeconds(1));
        using (var victim = WorkerProcess.Start(fleet.Settings()))
            await victim.KillAsync();
        Assert.True(await fleet.HasEntryAsync(401));

        await using var worker = await RunningWorker.StartAsync(fleet.Settings());

        await fleet.IsGoneAsync(401);
        await Eventually.IsTrueAsync(async () => await CountAsync(fleet) == 0, "nothing is owed any more");
    }

    private static async Task<long> CountAsync(Fleet fleet)
    {
        await using var count = fleet.DataSource.CreateCommand("SELECT count(*) FROM catalog.second_deletes");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task OweAsync(Fleet fleet, int id, TimeSpan after)
    {
        var space = new KeySpaces([new FamilyId("product", 1, [PolicyName.Default])])
            .Of(new FamilyName("product"))[0];
        await using var connection = await fleet.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await new SecondDeleteSchedule(CatalogDatabase.Schema).AddAsync(connection, transaction,
            new SecondDelete(space.Entry(id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                Ttl.Of(after)));
        await transaction.CommitAsync();
    }
}
