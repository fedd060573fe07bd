namespace CacheFleet.Catalog.Api.Tests.Writing;

/// <summary>A write of which nobody knows whether it was committed.</summary>
public sealed class InDoubtTests(CatalogServers servers)
{
    private static readonly object Lamp = new { name = "Lamp", category = 3, priceCents = 1990, stock = 5 };

    // Mutant: WriteAsync without its catch leaves the old entry until the event comes, and here
    // none does.
    [Theory]
    [InlineData("default")]
    [InlineData("lease")]
    [InlineData("write-through")]
    [InlineData("baseline")]
    public async Task An_answer_that_got_lost_leaves_no_old_entry(string policy)
    {
        await using var replica = await Replica.StartAsync(servers);
        var id = 241 + policy.Length;
        await replica.GetAsync($"/products/{id}", ("X-Cache-Policy", policy));

        var lost = await replica.PutAsync($"/products/{id}", Lamp,
            ("X-Cache-Policy", policy), ("X-Lab-Write-Fault", "lost-answer"));
        var after = await replica.GetAsync($"/products/{id}", ("X-Cache-Policy", policy));

        Assert.Equal(503, lost.Status);
        Assert.Equal("\"v2\"", after.ETag);
    }

    [Fact]
    public async Task A_write_that_was_refused_for_certain_costs_no_entry()
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.GetAsync("/products/260", ("X-Cache-Policy", "lease"));

        var refused = await replica.PutAsync("/products/260", Lamp,
            ("X-Cache-Policy", "lease"), ("X-Lab-Write-Fault", "refused"));
        var after = await replica.GetAsync("/products/260", ("X-Cache-Policy", "lease"));

        Assert.Equal(503, refused.Status);
        Assert.Equal("cachefleet; hit", after.CacheStatus);
    }

    // Mutant: write-through that only invalidates.
    [Fact]
    public async Task A_write_through_leaves_the_row_where_the_next_reader_finds_it()
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.GetAsync("/products/261", ("X-Cache-Policy", "write-through"));

        await replica.PutAsync("/products/261", Lamp, ("X-Cache-Policy", "write-through"));
        var after = await replica.GetAsync("/products/261", ("X-Cache-Policy", "write-through"));

        Assert.Equal(("\"v2\"", "cachefleet; hit"), (after.ETag, after.CacheStatus));
    }

    [Fact]
    public async Task A_double_delete_leaves_its_second_one_with_the_commit()
    {
        var catalog = await servers.CreateCatalogAsync();
        await using var replica = await Replica.StartAsync(catalog, servers.Redis.ConnectionString);

        await replica.PutAsync("/products/262", Lamp, ("X-Cache-Policy", "double-delete"),
            ("X-Lab-Second-Delete-Ms", "5000"));
        await replica.PutAsync("/products/262", Lamp, ("X-Cache-Policy", "double-delete"),
            ("X-Lab-Write-Fault", "refused"));
        await replica.PutAsync("/products/262", Lamp, ("X-Cache-Policy", "baseline"));

        Assert.Equal(1, await replica.AskDatabaseAsync<long>("""
            SELECT count(*) FROM catalog.second_deletes WHERE entry LIKE '%:double-delete:product:1:262'
            AND due_at BETWEEN now() + interval '1 second' AND now() + interval '5 seconds'
            """));
    }
}
