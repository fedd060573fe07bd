using CacheFleet.Testing;

namespace CacheFleet.Caching.Redis.Tests.Storing;

public sealed class RedisStoreTests(RedisServer redis)
    : RedisStoreConformance(redis.ConnectionString), IClassFixture<RedisServer>
{
    // A restart or a failover forgets scripts; the client believes that the server knows them.
    [Fact]
    public async Task It_works_on_after_the_scripts_have_been_flushed()
    {
        await StoreAsync(Entry(1));
        await redis.AskAsync("SCRIPT FLUSH");

        await HoldsAsync("v1");
    }
}
