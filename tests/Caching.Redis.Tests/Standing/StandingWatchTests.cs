using CacheFleet.Testing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis.Tests.Standing;

/// <summary>What a reader believes of a store that has no record of the log.</summary>
public sealed class StandingWatchTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static readonly Dictionary<int, long> Applied = new() { [0] = 42 };

    [Fact]
    public async Task A_store_that_nobody_has_ever_vouched_for_is_believed()
    {
        await redis.AskAsync("FLUSHALL");
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        using var watch = new StandingWatch(connection, RecordIn(connection));

        await watch.StartAsync(TestContext.Current.CancellationToken);

        Assert.True(watch.IsTrusted);
    }

    // Mutant: a reader that believes a store which has lost its record, with all tombstones.
    [Fact]
    public async Task A_store_that_has_lost_its_record_is_not_believed_until_it_has_one_again()
    {
        await redis.AskAsync("FLUSHALL");
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var record = RecordIn(connection);
        await SettleAsync(record);
        using var watch = new StandingWatch(connection, record);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(watch.IsTrusted);

        await redis.AskAsync("FLUSHALL");
        await Eventually.IsTrueAsync(() => !watch.IsTrusted, "the loss is noticed");
        await SettleAsync(record);
        await Eventually.IsTrueAsync(() => watch.IsTrusted, "a worker has vouched for it again");
    }

    private static StandingRecord RecordIn(IConnectionMultiplexer connection) =>
        new(connection, TimeProvider.System, "watched", "log");

    private static async Task SettleAsync(StandingRecord record) =>
        Assert.True(await record.SettleAsync((await record.ReadAsync()).Identity, Applied));
}
