namespace CacheFleet.Catalog.Api.Tests.Writing;

/// <summary>Acknowledged now, written later: nothing lost, nobody reads backwards.</summary>
public sealed class WriteBehindTests(CatalogServers servers)
{
    private const string Never = "--Catalog:FlushEvery=01:00:00";
    private static readonly (string, string) Behind = ("X-Cache-Policy", "write-behind");

    [Fact]
    public async Task What_is_buffered_is_read_everywhere_at_once_and_reaches_its_row_later()
    {
        var catalog = await servers.CreateCatalogAsync();
        await using var one = await StartAsync(catalog, "behind1", Never);
        await using var other = await StartAsync(catalog, "behind1", Never);

        var put = await one.PutAsync("/products/301", Priced(1001), Behind);

        Assert.Equal((200, "\"v2\""), (put.Status, put.ETag));
        Assert.Equal(1001, Price(await other.GetAsync("/products/301", Behind)));
        Assert.Equal(1001, Price(await other.GetAsync("/products/301")));
        Assert.Contains("1001", (await other.GetAsync("/products?size=100&page=4")).Text);
        Assert.Equal(1, await VersionAsync(one, 301));

        // The replica that has acknowledged it is gone; another one flushes.
        await using var flushing = await StartAsync(catalog, "behind1", "--Catalog:FlushEvery=00:00:00.05");
        await Testing.Eventually.IsTrueAsync(
            async () => await VersionAsync(one, 301) == 2, "the row has it");
        Assert.Equal(1001, Price(await other.GetAsync("/products/301", Behind)));
        Assert.Equal(0, (await one.GetAsync("/lab/write-behind")).Json.GetProperty("durable").GetInt64());
    }

    [Fact]
    public async Task Writes_of_one_key_come_together_in_one_row_and_one_event()
    {
        var catalog = await servers.CreateCatalogAsync();
        await using var replica = await StartAsync(catalog, "behind2", Never);
        for (var price = 1; price <= 20; price++)
            await replica.PutAsync("/products/302", Priced(price), Behind);
        Assert.Equal("\"v21\"", (await replica.GetAsync("/products/302", Behind)).ETag);

        await using var flushing = await StartAsync(catalog, "behind2", "--Catalog:FlushEvery=00:00:00.05");
        await Testing.Eventually.IsTrueAsync(
            async () => await VersionAsync(replica, 302) == 21, "the row has the last of them");
        Assert.Equal(20, await replica.AskDatabaseAsync<int>(
            "SELECT price_cents FROM catalog.products WHERE id = 302"));
        Assert.Equal(1, await replica.AskDatabaseAsync<long>(
            "SELECT count(*) FROM catalog.outbox WHERE key = '302'"));
    }

    // Mutants: an update that leaves what is buffered; a version that does not count it.
    [Fact]
    public async Task A_write_to_the_row_itself_supersedes_what_is_buffered()
    {
        var catalog = await servers.CreateCatalogAsync();
        await using var replica = await StartAsync(catalog, "behind3", Never);
        await replica.PutAsync("/products/303", Priced(1), Behind);
        await replica.PutAsync("/products/303", Priced(2), Behind);

        var direct = await replica.PutAsync("/products/303", Priced(3), ("If-Match", "\"v3\""));
        var gone = await replica.DeleteAsync("/products/303");

        Assert.Equal((200, "\"v4\""), (direct.Status, direct.ETag));
        Assert.Equal((204, "\"v5\""), (gone.Status, gone.ETag));
        Assert.Equal(0, (await replica.GetAsync("/lab/write-behind")).Json.GetProperty("durable").GetInt64());
        Assert.Equal(404, (await replica.PutAsync("/products/303", Priced(4), Behind)).Status);
    }

    [Fact]
    public async Task A_full_buffer_refuses_another_key_and_takes_more_of_those_it_has()
    {
        var catalog = await servers.CreateCatalogAsync();
        await using var replica = await StartAsync(catalog, "behind4", Never, "--Catalog:BufferedKeys=2");
        await replica.PutAsync("/products/304", Priced(1), Behind);
        await replica.PutAsync("/products/305", Priced(1), Behind);

        var refused = await replica.PutAsync("/products/306", Priced(1), Behind);

        Assert.Equal(503, refused.Status);
        Assert.Contains("2 keys", refused.Detail);
        Assert.Equal("1", refused.Headers["Retry-After"]);
        Assert.Equal(200, (await replica.PutAsync("/products/305", Priced(2), Behind)).Status);
        Assert.Equal("\"v1\"", (await replica.GetAsync("/products/306", Behind)).ETag);
    }

    // Mutants: the loader reads the row alone; a flush that takes the buffer in a transaction of its own; a flush
    // that does not lock the rows first.
    [Fact]
    public async Task Nobody_reads_backwards_while_it_is_written_and_flushed()
    {
        var catalog = await servers.CreateCatalogAsync();
        string[] settings = ["--Catalog:FlushEvery=00:00:00.003", "--Catalog:ProductTtl=00:00:00.02"];
        await using var one = await StartAsync(catalog, "behind5", settings);
        await using var other = await StartAsync(catalog, "behind5", settings);
        using var enough = new CancellationTokenSource();
        var readers = new[] { one, other }.Select(replica => ReadOnAsync(replica, enough.Token)).ToList();

        long acknowledged = 1;
        for (var price = 1; price <= 400; price++)
        {
            var put = await (price % 2 == 0 ? one : other).PutAsync("/products/307", Priced(price), Behind);
            var version = Version(put);
            Assert.Equal(acknowledged + 1, version);
            acknowledged = version;
        }
        await enough.CancelAsync();

        foreach (var (reads, backwards) in await Task.WhenAll(readers))
        {
            Assert.True(reads > 50, $"{reads} reads: nothing was tried.");
            Assert.Equal(0, backwards);
        }
        await Testing.Eventually.IsTrueAsync(
            async () => await VersionAsync(one, 307) == acknowledged, "the row has the last one");
        Assert.Equal(400, await one.AskDatabaseAsync<int>(
            "SELECT price_cents FROM catalog.products WHERE id = 307"));
    }

    [Fact]
    public async Task What_waits_in_memory_is_seen_by_its_own_process_only_until_it_is_flushed()
    {
        (string, string) memory = ("X-Cache-Policy", "write-behind-memory");
        var catalog = await servers.CreateCatalogAsync();
        await using var other = await StartAsync(catalog, "behind6", Never);
        await using (var one = await StartAsync(catalog, "behind6", Never))
        {
            var put = await one.PutAsync("/products/308", Priced(1001), memory);

            Assert.Equal((200, "\"v2\""), (put.Status, put.ETag));
            Assert.Equal(1001, Price(await one.GetAsync("/products/308", memory)));
            Assert.Equal("\"v1\"", (await other.GetAsync("/products/308", memory)).ETag);
        }

        // Told to stop, it has flushed; killed, it would have lost it.
        Assert.Equal(2, await VersionAsync(other, 308));
    }

    private static async Task<(int Reads, int Backwards)> ReadOnAsync(Replica replica, CancellationToken stop)
    {
        var (reads, backwards, last) = (0, 0, 0L);
        while (!stop.IsCancellationRequested)
        {
            var version = Version(await replica.GetAsync("/products/307", Behind));
            if (version < last)
                backwards++;
            last = version;
            reads++;
        }
        return (reads, backwards);
    }

    private Task<Replica> StartAsync(string catalog, string prefix, params string[] settings) =>
        Replica.StartAsync(catalog, servers.Redis.ConnectionString,
            [$"--CacheFleet:Cache:Prefix={prefix}", .. settings]);

    private static object Priced(int cents) =>
        new { name = "Lamp", category = 3, priceCents = cents, stock = 5 };

    private static int Price(Reply reply) => reply.Json.GetProperty("priceCents").GetInt32();

    private static long Version(Reply reply) => long.Parse(reply.ETag!.Trim('"', 'v'));

    private static Task<long> VersionAsync(Replica replica, int id) =>
        replica.AskDatabaseAsync<long>($"SELECT version FROM catalog.products WHERE id = {id}");
}
