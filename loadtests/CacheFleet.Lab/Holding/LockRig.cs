using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Redis.Locking;
using CacheFleet.Lab.Servers;
using Npgsql;
using StackExchange.Redis;

namespace CacheFleet.Lab.Holding;

/// <summary>
/// One Redis for locks, one PostgreSQL for the rows that they protect, and this process's lock.
/// </summary>
internal sealed class LockRig : IAsyncDisposable
{
    private LockRig(
        Workplace place, RedisNode redis, PostgresNode postgres, NpgsqlDataSource database,
        ConnectionMultiplexer connection, TimeSpan timeToLive)
    {
        (Place, Redis, Postgres, TimeToLive) = (place, redis, postgres, timeToLive);
        (Database, Connection, Rows) = (database, connection, new GuardedRows(database));
        Lock = new FencedLock(
            new RedisLockStore(connection), Locks.Options(timeToLive.TotalMilliseconds),
            TimeProvider.System, new Random());
    }

    public Workplace Place { get; }

    public RedisNode Redis { get; }

    public PostgresNode Postgres { get; }

    public TimeSpan TimeToLive { get; }

    public NpgsqlDataSource Database { get; }

    public ConnectionMultiplexer Connection { get; }

    public GuardedRows Rows { get; }

    public FencedLock Lock { get; }

    public static async Task<LockRig> StartAsync(TimeSpan timeToLive, CancellationToken ct)
    {
        var place = new Workplace();
        try
        {
            var redis = await RedisNode.StartAsync(place, ct);
            var postgres = await PostgresNode.StartAsync(place, ct);
            var rig = new LockRig(
                place, redis, postgres, NpgsqlDataSource.Create(postgres.ConnectionString),
                await ConnectionMultiplexer.ConnectAsync(redis.Address), timeToLive);
            await rig.Rows.CreateAsync(ct);
            return rig;
        }
        catch
        {
            await place.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Lock.DisposeAsync();
        Connection.Dispose();
        await Database.DisposeAsync();
        await Place.DisposeAsync();
    }
}
