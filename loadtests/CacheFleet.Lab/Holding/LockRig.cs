using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Redis.Locking;
using CacheFleet.LocalServers;
using Npgsql;
using StackExchange.Redis;

namespace CacheFleet.Lab.Holding;

/// <summary>
/// One Redis for locks, one PostgreSQL for the rows that they protect, and this process's lock.
/// </summary>
internal sealed class LockRig : IAsyncDisposable
{
    private LockRig(
        ServerGroup servers, LocalRedis redis, LocalPostgres postgres, NpgsqlDataSource database,
        ConnectionMultiplexer connection, TimeSpan timeToLive)
    {
        (Servers, Redis, Postgres, TimeToLive) = (servers, redis, postgres, timeToLive);
        (Database, Connection, Rows) = (database, connection, new GuardedRows(database));
        Lock = new FencedLock(
            new RedisLockStore(connection), Locks.Options(timeToLive.TotalMilliseconds),
            TimeProvider.System, new Random());
    }

    public ServerGroup Servers { get; }

    public LocalRedis Redis { get; }

    public LocalPostgres Postgres { get; }

    public TimeSpan TimeToLive { get; }

    public NpgsqlDataSource Database { get; }

    public ConnectionMultiplexer Connection { get; }

    public GuardedRows Rows { get; }

    public FencedLock Lock { get; }

    public static async Task<LockRig> StartAsync(TimeSpan timeToLive, CancellationToken ct)
    {
        var servers = new ServerGroup();
        try
        {
            var redis = await servers.StartAsync(new LocalRedis());
            var postgres = await servers.StartAsync(new LocalPostgres());
            var rig = new LockRig(
                servers, redis, postgres, NpgsqlDataSource.Create(postgres.ConnectionString),
                await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString), timeToLive);
            await rig.Rows.CreateAsync(ct);
            return rig;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Lock.DisposeAsync();
        Connection.Dispose();
        await Database.DisposeAsync();
        await Servers.DisposeAsync();
    }
}
