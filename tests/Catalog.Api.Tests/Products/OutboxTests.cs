namespace CacheFleet.Catalog.Api.Tests.Products;

/// <summary>A row and its event are committed together, or neither is.</summary>
public sealed class OutboxTests(CatalogServers servers)
{
    private const string Events = "SELECT count(*) FROM catalog.outbox WHERE family = 'product' AND key = ";

    private static readonly object Lamp = new { name = "Lamp", category = 3, priceCents = 1990, stock = 5 };

    [Fact]
    public async Task A_change_leaves_one_event_with_its_version()
    {
        await using var replica = await Replica.StartAsync(servers);

        await replica.PutAsync("/products/31", Lamp);
        await replica.PutAsync("/products/31", Lamp);
        await replica.DeleteAsync("/products/31");

        Assert.Equal("2,3,4", await replica.AskDatabaseAsync<string>(
            "SELECT string_agg(version::text, ',' ORDER BY position) FROM catalog.outbox "
            + "WHERE family = 'product' AND key = '31'"));
    }

    [Fact]
    public async Task Objects_and_flags_leave_events_too()
    {
        await using var replica = await Replica.StartAsync(servers);

        await replica.PutAsync("/objects/0/7/0", null);
        await replica.PutAsync("/flags/flag-03", new { enabled = true });

        Assert.Equal(1L, await replica.AskDatabaseAsync<long>(
            "SELECT count(*) FROM catalog.outbox WHERE family = 'object' AND key = '0/7/0' AND version = 2"));
        Assert.Equal(1L, await replica.AskDatabaseAsync<long>(
            "SELECT count(*) FROM catalog.outbox WHERE family = 'flag' AND key = 'flag-03' AND version = 2"));
    }

    [Fact]
    public async Task A_refused_change_leaves_no_event()
    {
        await using var replica = await Replica.StartAsync(servers);

        await replica.PutAsync("/products/32", Lamp, ("If-Match", "\"v9\""));
        await replica.PutTextAsync("/products/32", "{}");
        await replica.DeleteAsync("/products/999999");

        Assert.Equal(0L, await replica.AskDatabaseAsync<long>(Events + "'32'"));
        Assert.Equal(0L, await replica.AskDatabaseAsync<long>(Events + "'999999'"));
    }

    // Mutant: an event written after the commit is lost here, and the row changes all the same.
    [Fact]
    public async Task Where_the_event_cannot_be_written_the_row_does_not_change()
    {
        var catalog = await servers.CreateCatalogAsync();
        await using var replica = await Replica.StartAsync(catalog, servers.Redis.ConnectionString);
        await replica.ChangeDatabaseAsync("ALTER TABLE catalog.outbox ADD CHECK (key <> '41')");

        var put = await replica.PutAsync("/products/41", Lamp);

        Assert.Equal(503, put.Status);
        Assert.Equal(1L, await replica.AskDatabaseAsync<long>("SELECT version FROM catalog.products WHERE id = 41"));
        Assert.Equal(0L, await replica.AskDatabaseAsync<long>(Events + "'41'"));
    }

    // Mutant: an event in a transaction of its own survives this.
    [Fact]
    public async Task Where_the_row_cannot_be_committed_there_is_no_event()
    {
        var catalog = await servers.CreateCatalogAsync();
        await using var replica = await Replica.StartAsync(catalog, servers.Redis.ConnectionString);
        await replica.ChangeDatabaseAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'refused at the commit'; END $$;
            CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON catalog.products
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.id = 42) EXECUTE FUNCTION refuse();
            """);

        var put = await replica.PutAsync("/products/42", Lamp);

        Assert.Equal(503, put.Status);
        Assert.Equal(1L, await replica.AskDatabaseAsync<long>("SELECT version FROM catalog.products WHERE id = 42"));
        Assert.Equal(0L, await replica.AskDatabaseAsync<long>(Events + "'42'"));
    }
}
