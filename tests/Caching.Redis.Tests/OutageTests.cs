using System.Collections.Concurrent;
using System.Diagnostics;
using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Redis.Tests;

/// <summary>A Redis that dies or stands still under load.</summary>
public sealed class OutageTests
{
    private long _row = 1;

    private ValueTask<Loaded<string>> LoadAsync(long id, CancellationToken cancellation)
    {
        var row = Volatile.Read(ref _row);
        return new(Loaded.Of($"v{row}", row));
    }

    // The entry outlives the kill (append-only file), the news of the change does not: only the hard TTL is left.
    [Fact]
    public async Task Reads_go_on_over_a_kill_and_nothing_from_before_it_outlives_its_hard_TTL()
    {
        var hardTtl = TimeSpan.FromSeconds(4);
        var margin = TimeSpan.FromMilliseconds(250);
        await using var redis = await RedisServer.RunAsync(appendOnly: true);
        await using var cache = await LiveCache.StartAsync(redis.ConnectionString, LoadAsync,
            [LiveCache.Leased with { TimeToLive = Ttl.Of(hardTtl) }]);
        await cache.ReadAsync();
        var filled = Stopwatch.GetTimestamp();
        using var end = new CancellationTokenSource();
        var seen = new ConcurrentQueue<(TimeSpan Begun, Answer<string> Answer)>();
        var readers = Enumerable.Range(0, 8).Select(_ => ReadLoopAsync(cache, seen, filled, end.Token));
        var load = Task.WhenAll([.. readers]);

        await redis.KillAsync();
        _row = 2;
        Assert.NotEqual(StoreTrouble.None, await cache.InvalidateAsync(2));
        await Eventually.IsTrueAsync(() => Last(seen) is
        { Value: "v2", Outcome: ReadOutcome.StoreDark }, "the origin's answer");
        await redis.StartAsync();
        await Eventually.IsTrueAsync(() => Last(seen) is
        { Value: "v2", Outcome: ReadOutcome.Hit }, "hits of the new value");
        await end.CancelAsync();
        await load;

        Assert.DoesNotContain(seen, read =>
            read.Answer.Value == "v1" && read.Begun > hardTtl + margin);
        Assert.Contains(seen, read => read.Answer.Outcome == ReadOutcome.StoreDark);
    }

    // With a time limit of a second, 300 reads of a store that stands still would take five minutes.
    [Fact]
    public async Task A_Redis_that_stands_still_costs_a_few_time_limits_and_then_nothing()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var cache = await LiveCache.StartAsync(redis.ConnectionString, LoadAsync,
            configure: options =>
            {
                options.StoreTimeout = TimeSpan.FromSeconds(1);
                options.RetryDarkStoreEvery = TimeSpan.FromSeconds(20);
            });
        await cache.ReadAsync();
        redis.Pause();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 300; i++)
            Assert.Equal(ReadOutcome.StoreDark, (await cache.ReadAsync(i)).Outcome);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        redis.Resume();
    }

    // What timed out may still reach a server that was only slow: the fence decides, not the client's opinion.
    [Fact]
    public async Task After_a_pause_the_change_that_was_made_meanwhile_is_what_is_read()
    {
        await using var redis = await RedisServer.RunAsync();
        await using var cache = await LiveCache.StartAsync(redis.ConnectionString, LoadAsync,
            configure: options => options.StoreTimeout = TimeSpan.FromMilliseconds(200));
        await cache.ReadAsync();
        redis.Pause();
        _row = 2;
        Assert.Equal(StoreTrouble.TimedOut, await cache.InvalidateAsync(2));
        Assert.Equal("v2", (await cache.ReadAsync()).Value);
        redis.Resume();

        await Eventually.IsTrueAsync(async () => await cache.ReadAsync() is
        { Value: "v2", Outcome: ReadOutcome.Hit }, "the new value from Redis");
    }

    private static Answer<string>? Last(ConcurrentQueue<(TimeSpan Begun, Answer<string> Answer)> seen) =>
        seen.LastOrDefault().Answer is { IsPresent: true } last ? last : null;

    private static async Task ReadLoopAsync(
        LiveCache cache, ConcurrentQueue<(TimeSpan Begun, Answer<string> Answer)> seen,
        long epoch, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var begun = Stopwatch.GetElapsedTime(epoch);
            seen.Enqueue((begun, await cache.ReadAsync()));
            await Task.Delay(2, CancellationToken.None);
        }
    }
}
