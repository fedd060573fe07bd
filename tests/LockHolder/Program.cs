using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Postgres.Fencing;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Redis.Locking;
using Npgsql;
using StackExchange.Redis;

// Takes the lock 'work', draws a token and says "held <token>". A line on its input is a value that it
// then writes to the row that the lock protects; it says what became of that, and of its lease.
// Ends with its input. Arguments: the addresses of Redis and of Postgres, the time to live in ms.
if (args is not [var redisAt, var postgresAt, var milliseconds])
{
    Console.Error.WriteLine("usage: lock-holder <redis> <postgres> <time to live in ms>");
    return 2;
}

var timeToLive = TimeSpan.FromMilliseconds(double.Parse(milliseconds));
var options = new LockOptions
{
    TimeToLive = timeToLive,
    SkewMargin = timeToLive / 10,
    AnswerWithin = timeToLive / 4,
};
using var redis = await ConnectionMultiplexer.ConnectAsync(redisAt);
await using var postgres = NpgsqlDataSource.Create(postgresAt);
await using var locks = new FencedLock(
    new RedisLockStore(redis), options, TimeProvider.System, new Random());
await using var lease = await locks.AcquireAsync(new LockKey("work"));
var token = await new FencingTokenSource(postgres, new OutboxSchema("catalog")).DrawAsync(lease);
lease.Lost.Register(() => Console.WriteLine("cancelled"));
Console.WriteLine($"held {token}");

var update = new FencedUpdate("work", "value = @value", "id = 1");
while (await Console.In.ReadLineAsync() is { } value)
{
    // On purpose it does not ask whether its lease is still good: the row must protect itself.
    await using var connection = await postgres.OpenConnectionAsync();
    var outcome = await update.ApplyAsync(connection, token, [new("value", value)]);
    Console.WriteLine($"{outcome} while {lease.State}");
}

return 0;
