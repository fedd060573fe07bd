using CacheFleet.Testing;

namespace CacheFleet.Catalog.Api.Tests.Writing;

public sealed class HotRowTests(CatalogServers servers)
{
    private const int Writers = 150;

    private const string WaitingForTheRow =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%' "
        + "AND datname = current_database()";

    private static readonly object Lamp = new { name = "Lamp", category = 3, priceCents = 1990, stock = 5 };

    // Mutant: a turn that everybody has: the writers hold every connection, and loads of other rows
    // wait for one.
    [Fact]
    public async Task A_herd_of_writers_of_one_row_leaves_connections_to_the_readers_of_all_others()
    {
        var catalog = await servers.CreateCatalogAsync();
        await using var replica = await Replica.StartAsync(catalog, servers.Redis.ConnectionString);
        await using var holder = await replica.Database.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using var hold = holder.CreateCommand();
        hold.CommandText = "SELECT 1 FROM catalog.products WHERE id = 1 FOR UPDATE";
        await hold.ExecuteNonQueryAsync();

        var writes = Enumerable.Range(0, Writers).Select(_ => replica.PutAsync("/products/1", Lamp)).ToList();
        var waiting = 0L;
        await Eventually.IsTrueAsync(async () =>
        {
            waiting = Math.Max(waiting, await replica.AskDatabaseAsync<long>(WaitingForTheRow));
            return waiting > 0 && writes.Exists(write => write.IsCompleted);
        }, "the first writers have lost patience");
        var read = await replica.GetAsync("/products/2");
        await transaction.CommitAsync();
        var replies = await Task.WhenAll(writes);

        Assert.Equal((200, 1), (read.Status, waiting));
        Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { 200, 409 }));
        var written = replies.Count(reply => reply.Status == 200);
        Assert.Equal($"\"v{1 + written}\"", (await replica.GetAsync("/products/1")).ETag);
    }
}
