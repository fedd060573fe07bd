using CacheFleet.Testing;

namespace CacheFleet.Catalog.Api.Tests.Failing;

/// <summary>The cache is a help, never a condition.</summary>
public sealed class RedisDownTests(CatalogServers servers)
{
    private static readonly object Lamp = new { name = "Lamp", category = 3, priceCents = 1990, stock = 5 };

    [Fact]
    public async Task Reads_answer_from_the_origin_and_writes_succeed_while_redis_is_dead()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var replica = await Replica.StartAsync(servers.Catalog, redis.ConnectionString);
        await redis.KillAsync();

        var read = await replica.GetAsync("/products/81");
        var put = await replica.PutAsync("/products/81", Lamp);
        var after = await replica.GetAsync("/products/81");

        Assert.Equal(200, read.Status);
        Assert.Equal("cachefleet; fwd=bypass; detail=store-dark", read.CacheStatus);
        Assert.Equal(200, put.Status);
        Assert.Equal("\"v2\"", after.ETag);
        Assert.Equal(200, (await replica.GetAsync("/health")).Status);
        Assert.Equal(1L, await replica.AskDatabaseAsync<long>(
            "SELECT count(*) FROM catalog.outbox WHERE family = 'product' AND key = '81'"));
    }

    [Fact]
    public async Task A_herd_that_finds_redis_dead_is_answered_and_reaches_the_origin_a_few_at_a_time()
    {
        await using var redis = await RedisServer.RunAsync();
        // Its own: elsewhere tests delete products.
        var catalog = await servers.CreateCatalogAsync();
        await using var replica = await Replica.StartAsync(catalog, redis.ConnectionString);
        await redis.KillAsync();

        var replies = await Task.WhenAll(
            Enumerable.Range(100, 200).Select(id => replica.GetAsync($"/products/{id}")));

        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
    }

    [Fact]
    public async Task A_replica_starts_without_redis_and_uses_it_once_it_is_there()
    {
        var redis = new RedisServer();
        await using var _ = redis;
        await using var replica = await Replica.StartAsync(servers.Catalog, redis.ConnectionString);
        var without = await replica.GetAsync("/products/82");

        await redis.StartAsync();

        Assert.Equal(200, without.Status);
        await Eventually.IsTrueAsync(
            async () => (await replica.GetAsync("/products/82")).CacheStatus?.Contains("; hit") == true,
            "cached again");
    }

    [Fact]
    public async Task A_redis_that_stands_still_costs_a_time_limit_and_no_answer()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var replica = await Replica.StartAsync(
            servers.Catalog, redis.ConnectionString, "--CacheFleet:Cache:StoreTimeout=00:00:00.200");
        await replica.GetAsync("/products/83");
        redis.Pause();
        try
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var read = await replica.GetAsync("/products/83");
            var put = await replica.PutAsync("/products/83", Lamp);

            Assert.Equal(200, read.Status);
            Assert.Equal(200, put.Status);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        }
        finally
        {
            redis.Resume();
        }
    }
}
