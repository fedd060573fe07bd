namespace CacheFleet.Catalog.Api.Tests.Products;

public sealed class ReadingTests(CatalogServers servers)
{
    [Fact]
    public async Task A_product_is_loaded_once_and_answered_from_the_cache_after_that()
    {
        await using var replica = await Replica.StartAsync(servers);

        var miss = await replica.GetAsync("/products/1");
        var hit = await replica.GetAsync("/products/1");

        Assert.Equal(200, miss.Status);
        Assert.Equal("cachefleet; fwd=miss; stored", miss.CacheStatus);
        Assert.StartsWith("cachefleet; hit", hit.CacheStatus);
        Assert.Equal(miss.Text, hit.Text);
        Assert.Equal(1, hit.Json.GetProperty("id").GetInt64());
        Assert.True(hit.Json.GetProperty("priceCents").GetInt32() > 0);
    }

    [Fact]
    public async Task Every_answer_names_its_version_and_its_replica()
    {
        await using var replica = await Replica.StartAsync(servers,
            "--OTEL_RESOURCE_ATTRIBUTES=service.namespace=x,service.instance.id=api-test7");

        var found = await replica.GetAsync("/products/2");
        var missing = await replica.GetAsync("/products/999999");
        var bad = await replica.GetAsync("/products/abc");

        Assert.Equal("\"v1\"", found.ETag);
        Assert.All([found, missing, bad], reply => Assert.Equal("api-test7", reply.Headers["X-Instance"]));
    }

    [Theory]
    [InlineData("\"v1\"", 304)]
    [InlineData("W/\"v1\"", 304)]
    [InlineData("\"v7\", \"v1\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"v2\"", 200)]
    public async Task A_client_that_has_it_already_is_told_so_without_a_body(string known, int status)
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.GetAsync("/products/3", ("If-None-Match", known));

        Assert.Equal(status, reply.Status);
        Assert.Equal(status == 304, reply.Text.Length == 0);
        Assert.Equal("\"v1\"", reply.ETag);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public async Task A_bad_id_is_a_problem_that_names_it(string id)
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.GetAsync($"/products/{id}");

        Assert.Equal(400, reply.Status);
        Assert.Equal("application/problem+json", reply.Type);
        Assert.Contains("id", reply.Detail);
        Assert.Contains(id, reply.Detail);
    }

    [Theory]
    [InlineData("/products/999999", "There is no product '999999'.")]
    [InlineData("/products/-1", "There is no product '-1'.")]
    [InlineData("/objects/0/999999/0", "There is no object '0/999999/0'.")]
    [InlineData("/flags/none", "There is no flag 'none'.")]
    public async Task A_row_that_is_not_there_is_a_problem_that_says_which(string path, string detail)
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.GetAsync(path);

        Assert.Equal(404, reply.Status);
        Assert.Equal("application/problem+json", reply.Type);
        Assert.Equal(detail, reply.Detail);
    }

    [Fact]
    public async Task A_path_that_does_not_exist_is_a_problem_too()
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.GetAsync("/no/such/path");

        Assert.Equal(404, reply.Status);
        Assert.Equal("application/problem+json", reply.Type);
    }

    [Fact]
    public async Task Callers_of_one_replica_that_ask_at_once_share_one_load()
    {
        await using var replica = await Replica.StartAsync(servers);

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => replica.GetAsync("/rankings/bestsellers", ("X-Cache-Policy", "single-flight"))));

        Assert.Single(replies, reply => reply.CacheStatus == "cachefleet; fwd=miss; stored");
        Assert.Contains(replies, reply => reply.CacheStatus == "cachefleet; fwd=miss; collapsed");
    }
}
