using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Redis.Tests;

/// <summary>A Redis that answers, and not what it was asked for: the origin answers instead.</summary>
public sealed class TroubledRedisTests
{
    private int _loads;

    [Theory]
    [InlineData("-OOM command not allowed when used memory > 'maxmemory'.")]
    [InlineData("-MOVED 1234 127.0.0.1:1")]
    [InlineData("-LOADING Redis is loading the dataset in memory")]
    [InlineData("-READONLY You can't write against a read only replica.")]
    [InlineData("-CLUSTERDOWN Hash slot not served")]
    [InlineData("-NOAUTH Authentication required.")]
    [InlineData("-MASTERDOWN Link with MASTER is down")]
    [InlineData("-BUSY Redis is busy running a script.")]
    [InlineData("-ERR something that nobody has seen before")]
    [InlineData(":42")]
    [InlineData("$-1")]
    [InlineData("$5\r\nhello")]
    [InlineData("*1\r\n$1\r\nx")]
    [InlineData("*5\r\n:1\r\n:1\r\n$3\r\nabc\r\n:4\r\n:5")]
    [InlineData("*5\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n$1\r\nd\r\n$1\r\ne")]
    [InlineData("*5\r\n:2\r\n:3\r\n$0\r\n\r\n:0\r\n:0")]
    [InlineData("HTTP/1.1 400 Bad Request")]
    public async Task Reads_are_answered_by_the_origin_and_changes_say_what_hindered_them(string answer)
    {
        using var redis = new RiggedRedis(answer);
        await using var cache = await LiveCache.StartAsync(redis.ConnectionString, LoadAsync,
            configure: options => options.StoreTimeout = TimeSpan.FromMilliseconds(500));

        for (var i = 0; i < 5; i++)
        {
            var read = await cache.ReadAsync(i);
            Assert.Equal(($"row {i}", ReadOutcome.StoreDark), (read.Value, read.Outcome));
        }

        Assert.Equal(5, _loads);
        Assert.True(redis.Asked > 0, "the server was asked");
        Assert.NotEqual(StoreTrouble.None, await cache.InvalidateAsync(2));
        Assert.NotEqual(StoreTrouble.None, await cache.Cache.WriteThroughAsync(
            cache.Family.Key(1), Loaded.Of("row 1", 2), default));
    }

    // maxmemory with noeviction, the default: nothing new gets in. Mutant: invalidate.lua sets before it deletes.
    [Fact]
    public async Task A_full_Redis_still_serves_what_it_holds_and_still_invalidates()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var cache = await LiveCache.StartAsync(redis.ConnectionString, LoadAsync);
        await cache.ReadAsync(1);
        await redis.AskAsync("CONFIG SET maxmemory 1");

        Assert.Equal(ReadOutcome.Hit, (await cache.ReadAsync(1)).Outcome);
        Assert.Equal(ReadOutcome.StoreDark, (await cache.ReadAsync(2)).Outcome);
        Assert.Equal(StoreTrouble.None, await cache.InvalidateAsync(2, id: 1));
        Assert.Equal(StoreTrouble.None, await cache.InvalidateAsync(2, id: 2));
        Assert.Equal(ReadOutcome.StoreDark, (await cache.ReadAsync(1)).Outcome);

        await redis.AskAsync("CONFIG SET maxmemory 0");
        Assert.Equal(FillOutcome.Stored, (await cache.ReadAsync(3)).Fill);
    }

    // Between a failover and the client's notice of it, the old master refuses every write.
    [Fact]
    public async Task A_Redis_that_has_become_a_replica_still_serves_what_it_holds()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var cache = await LiveCache.StartAsync(redis.ConnectionString, LoadAsync);
        await cache.ReadAsync(1);
        await redis.AskAsync("REPLICAOF 127.0.0.1 1");

        Assert.Equal(ReadOutcome.Hit, (await cache.ReadAsync(1)).Outcome);
        Assert.Equal(ReadOutcome.StoreDark, (await cache.ReadAsync(2)).Outcome);
        Assert.NotEqual(StoreTrouble.None, await cache.InvalidateAsync(2));

        await redis.AskAsync("REPLICAOF NO ONE");
        await Eventually.IsTrueAsync(async () =>
            (await cache.ReadAsync(3)).Fill == FillOutcome.Stored
            || (await cache.ReadAsync(3)).Outcome == ReadOutcome.Hit, "a fill");
    }

    [Fact]
    public async Task A_key_of_another_type_is_read_around_and_spoils_no_other_key()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var cache = await LiveCache.StartAsync(redis.ConnectionString, LoadAsync);
        var space = cache.Spaces.Of(cache.Family.Name)[0];
        await cache.Redis.GetDatabase().ListLeftPushAsync(space.Entry("1").ToString(), "odd");

        for (var i = 0; i < 5; i++)
            Assert.Equal(ReadOutcome.StoreDark, (await cache.ReadAsync(1)).Outcome);
        Assert.Equal(FillOutcome.Stored, (await cache.ReadAsync(2)).Fill);
        Assert.Equal(ReadOutcome.Hit, (await cache.ReadAsync(2)).Outcome);
    }

    private ValueTask<Loaded<string>> LoadAsync(long id, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _loads);
        return new(Loaded.Of($"row {id}", 1));
    }
}
