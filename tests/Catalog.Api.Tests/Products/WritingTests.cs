namespace CacheFleet.Catalog.Api.Tests.Products;

public sealed class WritingTests(CatalogServers servers)
{
    private static readonly object Lamp = new { name = "Lamp", category = 3, priceCents = 1990, stock = 5 };

    public static TheoryData<string, string> BadBodies => new()
    {
        { """{"category":3,"priceCents":1,"stock":1}""", "name" },
        { """{"name":"  ","category":3,"priceCents":1,"stock":1}""", "name" },
        { $$"""{"name":"{{new string('x', 201)}}","category":3,"priceCents":1,"stock":1}""", "name" },
        { """{"name":"x","priceCents":1,"stock":1}""", "category" },
        { """{"name":"x","category":3,"priceCents":-1,"stock":1}""", "priceCents" },
        { """{"name":"x","category":3,"priceCents":"cheap","stock":1}""", "priceCents" },
        { """{"name":"x","category":3,"priceCents":1,"stock":99999999999}""", "stock" },
        { """{"name":"x","category":3,"priceCents":1,"stock":null}""", "stock" },
        { "[]", "body" },
        { "null", "body" },
        { "{ not json", "body" },
        { "", "body" },
    };

    [Fact]
    public async Task A_change_is_read_by_whoever_asks_next()
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.GetAsync("/products/11");

        var put = await replica.PutAsync("/products/11", Lamp);
        var after = await replica.GetAsync("/products/11");

        Assert.Equal(200, put.Status);
        Assert.Equal("\"v2\"", put.ETag);
        Assert.Equal("Lamp", after.Json.GetProperty("name").GetString());
        Assert.Equal(1990, after.Json.GetProperty("priceCents").GetInt32());
        Assert.Equal("\"v2\"", after.ETag);
    }

    [Fact]
    public async Task A_change_on_one_replica_is_read_on_another()
    {
        await using var one = await Replica.StartAsync(servers, "--CacheFleet:Cache:Prefix=pair");
        await using var other = await Replica.StartAsync(servers, "--CacheFleet:Cache:Prefix=pair");
        await other.GetAsync("/products/12");

        await one.PutAsync("/products/12", Lamp);

        // The other one's own memory hears of it by the store's hint, a moment later.
        await Testing.Eventually.IsTrueAsync(
            async () => (await other.GetAsync("/products/12")).ETag == "\"v2\"", "the change is read",
            TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_deleted_product_is_gone_for_everyone()
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.GetAsync("/products/13");

        var deleted = await replica.DeleteAsync("/products/13");

        Assert.Equal(204, deleted.Status);
        Assert.Equal("\"v2\"", deleted.ETag);
        Assert.Equal(404, (await replica.GetAsync("/products/13")).Status);
        Assert.Equal(404, (await replica.DeleteAsync("/products/13")).Status);
        Assert.Equal(404, (await replica.PutAsync("/products/13", Lamp)).Status);
    }

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_bad_body_is_a_problem_that_names_the_field(string body, string field)
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.PutTextAsync("/products/14", body);

        Assert.Equal(400, reply.Status);
        Assert.Equal("application/problem+json", reply.Type);
        Assert.Equal(field, reply.Field);
        Assert.Equal("\"v1\"", (await replica.GetAsync("/products/14")).ETag);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_the_wrong_media_type()
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.PutTextAsync("/products/14", "name=x", "application/x-www-form-urlencoded");

        Assert.Equal(415, reply.Status);
    }

    [Fact]
    public async Task A_condition_on_another_version_fails_and_changes_nothing()
    {
        await using var replica = await Replica.StartAsync(servers);

        var put = await replica.PutAsync("/products/15", Lamp, ("If-Match", "\"v9\""));
        var deleted = await replica.DeleteAsync("/products/15", ("If-Match", "\"v9\", W/\"v1\""));

        Assert.Equal(412, put.Status);
        Assert.Contains("\"v1\"", put.Detail);
        Assert.Equal(412, deleted.Status);
        Assert.Equal("\"v1\"", (await replica.GetAsync("/products/15")).ETag);
    }

    [Fact]
    public async Task A_condition_that_holds_lets_the_change_through_once()
    {
        await using var replica = await Replica.StartAsync(servers);

        var first = await replica.PutAsync("/products/16", Lamp, ("If-Match", "\"v1\""));
        var second = await replica.PutAsync("/products/16", Lamp, ("If-Match", "\"v1\""));
        var any = await replica.PutAsync("/products/16", Lamp, ("If-Match", "*"));

        Assert.Equal([200, 412, 200], [first.Status, second.Status, any.Status]);
    }

    [Fact]
    public async Task A_condition_that_cannot_be_read_is_a_problem_that_names_the_header()
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.PutAsync("/products/17", Lamp, ("If-Match", "v1"));

        Assert.Equal(400, reply.Status);
        Assert.Equal("If-Match", reply.Field);
    }

    // Mutant: a look that does not lock the row overwrites what it has not seen.
    [Fact]
    public async Task A_condition_is_judged_by_what_is_there_when_the_row_is_ours()
    {
        await using var replica = await Replica.StartAsync(servers);
        await using var connection = await replica.Database.OpenConnectionAsync();
        await using var between = await connection.BeginTransactionAsync();
        await using var change = connection.CreateCommand();
        change.CommandText = "UPDATE catalog.products SET version = version + 1 WHERE id = 18";
        await change.ExecuteNonQueryAsync();

        var put = replica.PutAsync("/products/18", Lamp, ("If-Match", "\"v1\""));
        await Testing.Eventually.IsTrueAsync(async () => await replica.AskDatabaseAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            + "AND datname = current_database() AND query LIKE 'SELECT version FROM catalog.products%'") > 0,
            "it waits for the row");
        await between.CommitAsync();

        Assert.Equal(412, (await put).Status);
        Assert.Equal("\"v2\"", (await replica.GetAsync("/products/18")).ETag);
    }

    [Fact]
    public async Task A_row_that_somebody_holds_for_long_is_a_conflict_and_not_a_hang()
    {
        await using var replica = await Replica.StartAsync(servers);
        await using var connection = await replica.Database.OpenConnectionAsync();
        await using var held = await connection.BeginTransactionAsync();
        await using var hold = connection.CreateCommand();
        hold.CommandText = "SELECT 1 FROM catalog.products WHERE id = 19 FOR UPDATE";
        await hold.ExecuteScalarAsync();

        var put = await replica.PutAsync("/products/19", Lamp);

        Assert.Equal(409, put.Status);
        Assert.Contains("under way", put.Detail);
    }

    [Fact]
    public async Task Of_many_writers_with_the_same_condition_one_wins()
    {
        await using var replica = await Replica.StartAsync(servers);

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            _ => replica.PutAsync("/products/20", Lamp, ("If-Match", "\"v1\""))));

        Assert.Single(replies, reply => reply.Status == 200);
        Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { 200, 409, 412 }));
        Assert.Equal("\"v2\"", (await replica.GetAsync("/products/20")).ETag);
    }
}
