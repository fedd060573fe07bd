namespace CacheFleet.Catalog.Api.Tests.Lab;

public sealed class LabTests(CatalogServers servers)
{
    [Theory]
    [InlineData("/lab/instances")]
    [InlineData("/lab/counters")]
    [InlineData("/lab/origin")]
    [InlineData("/lab/gates/g")]
    [InlineData("/lab/entry?family=product&key=1")]
    public async Task Outside_of_a_lab_its_routes_do_not_exist(string path)
    {
        await using var replica = await Replica.StartAsync(servers, "--CacheFleet:Lab=false");

        Assert.Equal(404, (await replica.GetAsync(path)).Status);
        Assert.Equal(404, (await replica.PostAsync("/lab/flush", new { policy = "baseline" })).Status);
        Assert.Equal(404, (await replica.PutAsync("/lab/origin-delay", new { milliseconds = 1 })).Status);
    }

    [Fact]
    public async Task Outside_of_a_lab_nobody_picks_a_policy()
    {
        await using var replica = await Replica.StartAsync(servers, "--CacheFleet:Lab=false");

        var reply = await replica.GetAsync("/products/61", ("X-Cache-Policy", "nonsense"));

        Assert.Equal(200, reply.Status);
    }

    [Fact]
    public async Task An_unknown_policy_is_a_problem_that_names_the_known_ones()
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.GetAsync("/products/62", ("X-Cache-Policy", "nonsense"));

        Assert.Equal(400, reply.Status);
        Assert.Equal("X-Cache-Policy", reply.Field);
        Assert.Contains("baseline", reply.Detail);
        Assert.Contains("single-flight", reply.Detail);
        Assert.Contains("lease", reply.Detail);
        Assert.Contains("xfetch+single-flight", reply.Detail);
    }

    [Fact]
    public async Task Policies_keep_their_entries_apart_and_a_flush_drops_one_policys()
    {
        await using var replica = await Replica.StartAsync(servers);
        Task<Reply> Read(string policy) => replica.GetAsync("/products/63", ("X-Cache-Policy", policy));
        await Read("baseline");
        await Read("single-flight");

        var flushed = await replica.PostAsync("/lab/flush", new { policy = "baseline" });

        Assert.True(flushed.Json.GetProperty("deleted").GetInt64() >= 1);
        Assert.Equal("cachefleet; fwd=miss; stored", (await Read("baseline")).CacheStatus);
        Assert.Equal("cachefleet; hit", (await Read("single-flight")).CacheStatus);
        Assert.Equal(400, (await replica.PostAsync("/lab/flush", new { policy = "x" })).Status);
    }

    [Fact]
    public async Task An_entry_ends_when_the_lab_says_so()
    {
        await using var replica = await Replica.StartAsync(servers);
        Task<Reply> Read() => replica.GetAsync("/products/64", ("X-Cache-Policy", "baseline"));
        await Read();

        var expiry = await replica.PostAsync("/lab/expire",
            new { family = "product", key = "64", policy = "baseline", inMilliseconds = 50 });
        var none = await replica.PostAsync("/lab/expire",
            new { family = "product", key = "987", policy = "baseline", inMilliseconds = 50 });
        var unknown = await replica.PostAsync("/lab/expire", new { family = "nil", key = "1", inMilliseconds = 1 });
        await Task.Delay(120);

        Assert.True(expiry.Json.GetProperty("existed").GetBoolean());
        Assert.False(none.Json.GetProperty("existed").GetBoolean());
        Assert.Equal("family", unknown.Field);
        Assert.Equal("cachefleet; fwd=miss; stored", (await Read()).CacheStatus);
    }

    [Fact]
    public async Task An_entry_that_has_come_due_is_answered_stale_where_the_policy_allows_it()
    {
        await using var replica = await Replica.StartAsync(servers);
        Task<Reply> Read(string policy) => replica.GetAsync("/products/66", ("X-Cache-Policy", policy));
        foreach (var policy in new[] { "swr", "lease" })
        {
            await Read(policy);
            var due = await replica.PostAsync("/lab/expire",
                new { family = "product", key = "66", policy, inMilliseconds = 1, end = "due" });
            Assert.True(due.Json.GetProperty("existed").GetBoolean());
        }

        await Task.Delay(50);

        Assert.StartsWith("cachefleet; hit; ttl=-", (await Read("swr")).CacheStatus);
        Assert.Equal("cachefleet; fwd=miss; stored", (await Read("lease")).CacheStatus);
        Assert.Equal("end", (await replica.PostAsync("/lab/expire",
            new { family = "product", key = "66", inMilliseconds = 1, end = "soon" })).Field);
    }

    // Mutant: an end that the replicas' own memories do not hear of shows only when those have run
    // out.
    [Fact]
    public async Task An_end_reaches_the_replicas_own_memory_too()
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.GetAsync("/products/67");
        Assert.Equal("cachefleet; hit; detail=near", (await replica.GetAsync("/products/67")).CacheStatus);

        await replica.PostAsync("/lab/flush", new { policy = "default" });

        await Testing.Eventually.IsTrueAsync(async () =>
            (await replica.GetAsync("/products/67")).CacheStatus == "cachefleet; fwd=miss; stored",
            "loaded again", TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_gate_holds_a_read_between_its_load_and_its_fill()
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.PostAsync("/lab/gates/g1", new { });
        var read = replica.GetAsync("/products/65", ("X-Cache-Policy", "baseline"), ("X-Lab-Gate", "g1"));
        await Testing.Eventually.IsTrueAsync(async () =>
            (await replica.GetAsync("/lab/gates/g1")).Json.GetProperty("waiting").GetInt32() == 1, "held");
        await replica.PutAsync("/products/65", new { name = "New", category = 1, priceCents = 1, stock = 1 });

        await replica.PostAsync("/lab/gates/g1/open", new { });
        var late = await read;
        var next = await replica.GetAsync("/products/65", ("X-Cache-Policy", "baseline"));

        // The baseline's failure on demand: the late fill outlives the newer row.
        Assert.Equal("\"v1\"", late.ETag);
        Assert.Equal("cachefleet; hit", next.CacheStatus);
        Assert.Equal("\"v1\"", next.ETag);
        Assert.Equal(204, (await replica.DeleteAsync("/lab/gates/g1")).Status);
        Assert.Equal(404, (await replica.GetAsync("/lab/gates/g1")).Status);
    }

    [Theory]
    [InlineData("lease")]
    [InlineData("lock")]
    [InlineData("versioned")]
    [InlineData("swr")]
    public async Task A_guarded_policy_refuses_the_fill_of_a_reader_that_was_held_over_a_write(string policy)
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.PostAsync($"/lab/gates/{policy}", new { });
        var read = replica.GetAsync("/products/68", ("X-Cache-Policy", policy), ("X-Lab-Gate", policy));
        await Testing.Eventually.IsTrueAsync(async () =>
            (await replica.GetAsync($"/lab/gates/{policy}")).Json.GetProperty("waiting").GetInt32() == 1, "held");
        var put = await replica.PutAsync("/products/68", new { name = "N", category = 1, priceCents = 1, stock = 1 });

        await replica.PostAsync($"/lab/gates/{policy}/open", new { });
        await read;

        Assert.Equal(put.ETag, (await replica.GetAsync("/products/68", ("X-Cache-Policy", policy))).ETag);
        var fills = (await replica.GetAsync("/lab/counters")).Json.GetProperty("fills").EnumerateArray();
        Assert.Contains(fills, fill => fill.GetProperty("policy").GetString() == policy
            && fill.GetProperty("outcome").GetString() is "lease_refused" or "version_refused");
    }

    [Fact]
    public async Task The_replicas_count_of_loads_is_the_databases_own()
    {
        var catalog = await servers.CreateCatalogAsync();
        await using var replica = await Replica.StartAsync(catalog, servers.Redis.ConnectionString);
        await replica.PostAsync("/lab/flush", new { policy = "baseline" });
        for (var id = 70; id < 80; id++)
        {
            await replica.GetAsync($"/products/{id}", ("X-Cache-Policy", "baseline"));
            await replica.GetAsync($"/products/{id}", ("X-Cache-Policy", "baseline"));
        }

        var counters = (await replica.GetAsync("/lab/counters")).Json;
        var origin = (await replica.GetAsync("/lab/origin")).Json;

        Assert.Equal(10, CountOf(counters.GetProperty("originLoads"), "product"));
        Assert.Equal(10, CountOf(counters.GetProperty("fills"), "product"));
        Assert.Equal(20, CountOf(counters.GetProperty("reads"), "product"));
        Assert.Equal(10, origin.GetProperty("calls").GetProperty("product").GetInt64());
    }

    [Theory]
    [InlineData("orm", 0x08000203u, "/objects/1/1/3")]
    [InlineData("plain", 4711u, "/objects/32/4711/0")]
    public async Task Numbers_of_a_trace_become_objects(string layout, uint number, string path)
    {
        await using var replica = await Replica.StartAsync(servers);

        var imported = await replica.PostAsync("/lab/objects", new { packed = new[] { number, number }, layout });

        Assert.Equal(1, imported.Json.GetProperty("inserted").GetInt32());
        Assert.Equal(200, (await replica.GetAsync(path)).Status);
        var again = await replica.PostAsync("/lab/objects", new { packed = new[] { number }, layout });
        Assert.Equal(0, again.Json.GetProperty("inserted").GetInt32());
    }

    [Theory]
    [InlineData("/lab/origin-delay", """{"milliseconds":-1}""", "milliseconds")]
    [InlineData("/lab/origin-delay", """{"milliseconds":60001}""", "milliseconds")]
    public async Task A_delay_out_of_range_is_refused(string path, string body, string field)
    {
        await using var replica = await Replica.StartAsync(servers);

        Assert.Equal(field, (await replica.PutTextAsync(path, body)).Field);
    }

    private static long CountOf(System.Text.Json.JsonElement counts, string family) => counts.EnumerateArray()
        .Where(count => count.GetProperty("family").GetString() == family)
        .Sum(count => count.GetProperty("count").GetInt64());
}
