using System.Collections.Concurrent;
using System.Diagnostics;
using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Postgres.Fencing;
using CacheFleet.Caching.Redis.Locking;
using CacheFleet.Testing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Postgres.Tests.Fencing;

/// <summary>B5 and B6: real processes, real signals, real Redis and Postgres.</summary>
public sealed class HolderProcessTests(PostgresServer postgres, RedisServer redis)
    : IClassFixture<RedisServer>
{
    private static readonly LockKey Work = new("work");

    private static readonly LockOptions Options = new()
    {
        TimeToLive = TimeSpan.FromSeconds(1.2),
        SkewMargin = TimeSpan.FromMilliseconds(120),
        AnswerWithin = TimeSpan.FromMilliseconds(300),
        Rest = TimeSpan.FromMilliseconds(200),
    };

    // Mutant caught: lock-acquire.lua writes no end.
    [Fact]
    public async Task B5_waiters_of_a_killed_holder_go_on_within_its_time_to_live_and_one_poll()
    {
        await using var row = await GuardedRow.CreateAsync(postgres);
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var locks = Enumerable.Range(0, 3).Select(_ => NewLock(connection)).ToList();
        using var holder = await HolderProcess.StartAsync(
            redis.ConnectionString, row.ConnectionString, Options.TimeToLive);
        var waits = new ConcurrentQueue<TimeSpan>();
        var watch = new Stopwatch();
        var waiting = locks.SelectMany(one => Enumerable.Range(0, 4).Select(_ => WaitAsync(one)))
            .ToList();

        await Task.Delay(Options.TimeToLive * 2);
        Assert.Empty(waits);
        watch.Start();
        holder.Kill();
        await Task.WhenAll(waiting);

        Assert.Equal(12, waits.Count);
        Assert.InRange(waits.Min(), TimeSpan.Zero, Options.TimeToLive + Options.Rest);
        TestContext.Current.SendDiagnosticMessage(
            $"B5: killed holder, first of 12 waiters after {waits.Min().TotalMilliseconds:0} ms, "
            + $"last after {waits.Max().TotalMilliseconds:0} ms; time to live {Options.TimeToLive}.");

        async Task WaitAsync(FencedLock one)
        {
            await using var lease = await one.AcquireAsync(Work);
            waits.Enqueue(watch.Elapsed);
        }
    }

    // Mutant caught: FencedUpdate without its check of the fence.
    [Fact]
    public async Task B6_a_holder_paused_past_its_lease_is_cancelled_and_its_late_write_refused()
    {
        await using var row = await GuardedRow.CreateAsync(postgres);
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        using var holder = await HolderProcess.StartAsync(
            redis.ConnectionString, row.ConnectionString, Options.TimeToLive);

        holder.Pause();
        await using (var lease = await NewLock(connection).AcquireAsync(Work))
        {
            var token = await row.Tokens.DrawAsync(lease);
            Assert.True(token > holder.Token);
            Assert.Equal(FencedOutcome.Applied, await row.WriteAsync(token, "newer"));
            await holder.WriteAsync("older");
            holder.Resume();
        }

        string[] said = [await holder.ReadAsync(), await holder.ReadAsync()];
        Assert.Contains("cancelled", said);
        Assert.Single(said, $"{FencedOutcome.Refused} while {LeaseState.Lost}");
        Assert.Equal("newer", await row.ReadAsync());
    }

    private static FencedLock NewLock(ConnectionMultiplexer connection) =>
        new(new RedisLockStore(connection), Options, TimeProvider.System, new Random());
}
