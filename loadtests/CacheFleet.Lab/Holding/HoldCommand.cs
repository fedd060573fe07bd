using System.Globalization;
using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Postgres.Fencing;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Redis.Locking;
using Npgsql;
using StackExchange.Redis;

namespace CacheFleet.Lab.Holding;

/// <summary>
/// A holder of a lock as a process of its own, so that a scenario can kill it and stop it. It takes
/// the lock and a token and says <c>held</c>; it says <c>cancelled</c> when its lease is lost; and
/// for each line of input it writes that value, without asking whether its lease is still good.
/// </summary>
internal static class HoldCommand
{
    public const string Name = "hold";

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var redisAt, var postgresAt, var milliseconds, var row])
        {
            await Console.Error.WriteLineAsync("usage: hold <redis> <postgres> <time to live in ms> <row>");
            return 2;
        }
        var id = long.Parse(row, CultureInfo.InvariantCulture);
        using var redis = await ConnectionMultiplexer.ConnectAsync(redisAt);
        await using var database = NpgsqlDataSource.Create(postgresAt);
        await using var locks = new FencedLock(
            new RedisLockStore(redis), Locks.Options(double.Parse(milliseconds, CultureInfo.InvariantCulture)),
            TimeProvider.System, new Random());
        await using var lease = await locks.AcquireAsync(Locks.Key(id));
        // The naive way beside it: a key without an end, which nobody but its owner removes.
        await redis.GetDatabase().StringSetAsync(Locks.Naive(id), "held", when: When.NotExists);
        var token = await new FencingTokenSource(database, new OutboxSchema(GuardedRows.Schema)).DrawAsync(lease);
        lease.Lost.Register(() => Console.WriteLine("cancelled"));
        Console.WriteLine("held");
        var rows = new GuardedRows(database);
        while (await Console.In.ReadLineAsync() is { } value)
        {
            await rows.WriteUnfencedAsync(id, value);
            Console.WriteLine(await rows.WriteAsync(id, value, token));
        }
        return 0;
    }
}

/// <summary>What holder and scenario agree on.</summary>
internal static class Locks
{
    public static LockKey Key(long row) => new(FormattableString.Invariant($"row-{row}"));

    public static string Naive(long row) => FormattableString.Invariant($"naive-{row}");

    public static LockOptions Options(double milliseconds)
    {
        var life = TimeSpan.FromMilliseconds(milliseconds);
        return new LockOptions { TimeToLive = life, SkewMargin = life / 10, AnswerWithin = life / 4 };
    }
}
