using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Redis.Locking;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Redis.Tests.Locking;

public sealed class RedisLockTests(RedisServer redis)
    : RedisLockConformance(redis.ConnectionString), IClassFixture<RedisServer>
{
    // Redis forgets its scripts when it restarts; the client believes that it knows them.
    [Fact]
    public async Task A_lock_works_on_after_the_scripts_have_been_flushed()
    {
        var key = new LockKey("flushed");
        await using (await NewLock(Store).AcquireAsync(key))
            await redis.AskAsync("SCRIPT FLUSH");

        await using var lease = await NewLock(Store).AcquireAsync(key);
        Assert.Equal(LeaseState.Held, lease.State);
    }

    // Mutant caught: the fence is memory alone (max with the time left out), or time alone.
    [Fact]
    public async Task A_fence_is_above_the_last_one_even_where_the_clock_has_stepped_back()
    {
        var key = new LockKey("stepped");
        await using (await NewLock(Store).AcquireAsync(key))
        {
        }

        var ahead = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds() * 1000;
        await Database.HashSetAsync("cachefleet:lock:stepped", "fence", ahead);

        await using var lease = await NewLock(Store).AcquireAsync(key);
        Assert.Equal(ahead + 1, lease.Fence.Value);
    }

    [Fact]
    public async Task A_key_of_another_type_is_a_dark_store_with_the_error_of_Redis()
    {
        await Database.StringSetAsync("cachefleet:lock:odd", "not a lock");

        var thrown = await Assert.ThrowsAsync<LeaseTimeoutException>(() =>
            NewLock(Store).AcquireAsync(new LockKey("odd"), TimeSpan.FromMilliseconds(300)));

        Assert.Contains("WRONGTYPE", thrown.Message);
    }

    // B5: nothing but the time to live frees a dead holder's lock.
    [Fact]
    public async Task Waiters_of_a_killed_holder_go_on_within_its_time_to_live_and_one_poll()
    {
        var options = new LockOptions
        {
            TimeToLive = TimeSpan.FromSeconds(1),
            SkewMargin = TimeSpan.FromMilliseconds(100),
            AnswerWithin = TimeSpan.FromMilliseconds(300),
            Rest = TimeSpan.FromMilliseconds(200),
        };
        var key = new LockKey("killed");
        var connection = await ConnectAsync();
        var dead = await NewLock(new RedisLockStore(connection), options).AcquireAsync(key);
        await connection.CloseAsync();
        var killed = TimeProvider.System.GetTimestamp();

        await using var lease = await NewLock(Store, options).AcquireAsync(key);

        Assert.InRange(TimeProvider.System.GetElapsedTime(killed),
            TimeSpan.Zero, options.TimeToLive + options.Rest);
        Assert.True(lease.Fence > dead.Fence);
        await Eventually.IsTrueAsync(() => dead.Lost.IsCancellationRequested, "the work is cancelled");
    }

    [Fact]
    public async Task A_server_that_stands_still_makes_the_lease_unknown_and_then_lost()
    {
        await using var stopped = await RedisServer.RunAsync();
        using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(
            stopped.ConnectionString);
        var options = new LockOptions
        {
            TimeToLive = TimeSpan.FromSeconds(1.5),
            SkewMargin = TimeSpan.FromMilliseconds(100),
            AnswerWithin = TimeSpan.FromMilliseconds(200),
        };
        var lease = await NewLock(new RedisLockStore(connection), options)
            .AcquireAsync(new LockKey("still"));
        var begun = TimeProvider.System.GetTimestamp();

        stopped.Pause();
        await Eventually.IsTrueAsync(() => lease.State == LeaseState.Unknown, "unknown");
        await Eventually.IsTrueAsync(() => lease.Lost.IsCancellationRequested, "lost");

        Assert.True(TimeProvider.System.GetElapsedTime(begun) <= options.TimeToLive);
        stopped.Resume();
    }
}
