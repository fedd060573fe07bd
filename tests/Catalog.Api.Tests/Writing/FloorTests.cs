namespace CacheFleet.Catalog.Api.Tests.Writing;

/// <summary>A session reads what it has written, whatever the caches still hold.</summary>
public sealed class FloorTests(CatalogServers servers)
{
    private static readonly object Lamp = new { name = "Lamp", category = 3, priceCents = 1990, stock = 5 };

    // Mutant: a floor that is not compared with the answer.
    [Fact]
    public async Task Behind_a_cache_that_heard_of_nothing_a_floor_brings_the_row_and_mends_the_entry()
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.GetAsync("/products/221");
        await replica.ChangeDatabaseAsync("UPDATE catalog.products SET version = 2 WHERE id = 221");

        Assert.Equal("\"v1\"", (await replica.GetAsync("/products/221")).ETag);
        Assert.Equal("\"v2\"", (await replica.GetAsync("/products/221", ("X-Version", "\"v2\""))).ETag);
        await Testing.Eventually.IsTrueAsync(
            async () => (await replica.GetAsync("/products/221")).ETag == "\"v2\"", "everybody reads it");
    }

    [Fact]
    public async Task A_floor_that_the_entry_satisfies_costs_no_load()
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.GetAsync("/products/222");

        var hit = await replica.GetAsync("/products/222", ("X-Version", "1"));

        Assert.Equal("\"v1\"", hit.ETag);
        Assert.StartsWith("cachefleet; hit", hit.CacheStatus);
    }

    // Mutant: the older answer is passed off as the one that was asked for.
    [Theory]
    [InlineData("default")]
    [InlineData("lease")]
    [InlineData("baseline")]
    public async Task A_database_that_is_behind_the_floor_is_said_to_be(string policy)
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.GetAsync("/products/223", ("X-Cache-Policy", policy));

        var ahead = await replica.GetAsync(
            "/products/223", ("X-Version", "\"v9\""), ("X-Cache-Policy", policy));

        Assert.Equal(503, ahead.Status);
        Assert.Contains("version 1; you have seen 9", ahead.Detail);
        Assert.Equal("1", ahead.Headers["Retry-After"]);
        Assert.Equal("\"v1\"", (await replica.GetAsync("/products/223", ("X-Cache-Policy", policy))).ETag);
    }

    [Fact]
    public async Task A_row_that_is_gone_is_absent_whatever_the_floor()
    {
        await using var replica = await Replica.StartAsync(servers);
        var gone = await replica.DeleteAsync("/products/224");

        Assert.Equal(404, (await replica.GetAsync("/products/224", ("X-Version", gone.ETag!))).Status);
    }

    [Fact]
    public async Task A_floor_that_is_no_version_is_a_problem_that_names_the_header()
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.GetAsync("/products/225", ("X-Version", "latest"));

        Assert.Equal((400, "X-Version"), (reply.Status, reply.Field));
    }

    [Theory]
    [InlineData("default", 226)]
    [InlineData("write-through", 227)]
    [InlineData("write-behind", 228)]
    [InlineData("baseline", 229)]
    public async Task A_session_that_hops_between_replicas_reads_its_writes(string policy, int id)
    {
        string[] settings = [$"--CacheFleet:Cache:Prefix=floor{id}"];
        await using var one = await Replica.StartAsync(servers, settings);
        await using var other = await Replica.StartAsync(servers, settings);
        var violations = 0;
        for (var i = 0; i < 100; i++)
        {
            var (writer, reader) = i % 2 == 0 ? (one, other) : (other, one);
            var put = await writer.PutAsync($"/products/{id}", Lamp, ("X-Cache-Policy", policy));
            var read = await reader.GetAsync(
                $"/products/{id}", ("X-Version", put.ETag!), ("X-Cache-Policy", policy));
            Assert.Equal(200, read.Status);
            if (Version(read) < Version(put))
                violations++;
        }

        Assert.Equal(0, violations);
    }

    private static long Version(Reply reply) => long.Parse(reply.ETag!.Trim('"', 'v'));
}
