namespace CacheFleet.Catalog.Api.Tests.Writing;

public sealed class IdempotencyTests(CatalogServers servers)
{
    private static readonly object Lamp = new { name = "Lamp", category = 3, priceCents = 1990, stock = 5 };
    private static readonly object Vase = new { name = "Vase", category = 3, priceCents = 1990, stock = 5 };

    [Fact]
    public async Task A_retry_is_answered_the_same_and_writes_nothing()
    {
        await using var replica = await Replica.StartAsync(servers);

        var first = await replica.PutAsync("/products/201", Lamp, Key("once-201"));
        await replica.PutAsync("/products/201", Vase);
        var again = await replica.PutAsync("/products/201", Lamp, Key("once-201"));

        Assert.Equal((200, "\"v2\""), (first.Status, first.ETag));
        Assert.Equal((200, "\"v2\""), (again.Status, again.ETag));
        Assert.Equal(first.Text, again.Text);
        Assert.Equal("\"v3\"", (await replica.GetAsync("/products/201")).ETag);
        Assert.Equal(2, await replica.AskDatabaseAsync<long>(
            "SELECT count(*) FROM catalog.outbox WHERE family = 'product' AND key = '201'"));
    }

    // Mutant: a claim that looks before it inserts lets both through.
    [Theory]
    [InlineData("lease", 202)]
    [InlineData("write-through", 203)]
    [InlineData("write-behind", 204)]
    public async Task Retries_that_come_all_at_once_are_one_write(string policy, int id)
    {
        // Within one replica the writers of a row take turns anyway.
        await using var one = await Replica.StartAsync(servers, "--Catalog:FlushEvery=01:00:00");
        await using var other = await Replica.StartAsync(servers, "--Catalog:FlushEvery=01:00:00");

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => (n % 2 == 0 ? one : other).PutAsync(
            $"/products/{id}", Lamp, Key($"once-{id}"), ("X-Cache-Policy", policy))));

        Assert.All(replies, reply => Assert.Equal((200, "\"v2\""), (reply.Status, reply.ETag)));
    }

    [Fact]
    public async Task A_retry_after_a_commit_whose_answer_got_lost_finds_what_was_written()
    {
        await using var replica = await Replica.StartAsync(servers);

        var lost = await replica.PutAsync(
            "/products/205", Lamp, Key("once-205"), ("X-Lab-Write-Fault", "lost-answer"));
        var again = await replica.PutAsync("/products/205", Lamp, Key("once-205"));

        Assert.Equal(503, lost.Status);
        Assert.Contains("in doubt", lost.Detail);
        Assert.Equal((200, "\"v2\""), (again.Status, again.ETag));
        Assert.Equal(2, await replica.AskDatabaseAsync<long>(
            "SELECT version FROM catalog.products WHERE id = 205"));
    }

    [Fact]
    public async Task A_retry_after_a_request_that_got_lost_is_carried_out()
    {
        await using var replica = await Replica.StartAsync(servers);

        var lost = await replica.PutAsync(
            "/products/206", Lamp, Key("once-206"), ("X-Lab-Write-Fault", "lost-request"));
        var again = await replica.PutAsync("/products/206", Lamp, Key("once-206"));

        Assert.Equal(503, lost.Status);
        Assert.Equal((200, "\"v2\""), (again.Status, again.ETag));
    }

    [Fact]
    public async Task A_key_that_was_used_for_something_else_is_refused()
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.PutAsync("/products/207", Lamp, Key("once-207"));

        var another = await replica.PutAsync("/products/207", Vase, Key("once-207"));
        var elsewhere = await replica.PutAsync("/products/208", Lamp, Key("once-207"));

        Assert.Equal((422, "Idempotency-Key"), (another.Status, another.Field));
        Assert.Equal(422, elsewhere.Status);
        Assert.Equal("\"v1\"", (await replica.GetAsync("/products/208")).ETag);
    }

    [Theory]
    [InlineData("bare")]
    [InlineData("\"\"")]
    [InlineData("\"two words\"")]
    public async Task A_key_that_is_no_string_is_a_problem_that_names_the_header(string key)
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.PutAsync("/products/209", Lamp, ("Idempotency-Key", key));

        Assert.Equal((400, "Idempotency-Key"), (reply.Status, reply.Field));
    }

    private static (string, string) Key(string key) => ("Idempotency-Key", $"\"{key}\"");
}
