using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Redis.Locking;
using CacheFleet.Caching.Tests.Locking;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis.Tests.Locking;

/// <summary>The rules of a lock store on Redis, alone or as a cluster.</summary>
public abstract class RedisLockConformance(string connectionString)
    : LockStoreConformance, IAsyncLifetime
{
    private readonly List<ConnectionMultiplexer> _connections = [];
    private RedisLockStore? _store;

    protected override ILockStore Store => _store!;

    protected IDatabase Database => _connections[0].GetDatabase();

    public async ValueTask InitializeAsync() => _store = new RedisLockStore(await ConnectAsync());

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var connection in _connections)
            await connection.CloseAsync();
    }

    [Fact]
    public async Task Every_record_has_an_end_held_or_released()
    {
        var key = new LockKey("ends");
        var lease = await NewLock(_store!).AcquireAsync(key);
        Assert.NotNull(await Database.KeyTimeToLiveAsync("cachefleet:lock:ends"));

        await lease.ReleaseAsync();

        Assert.NotNull(await Database.KeyTimeToLiveAsync("cachefleet:lock:ends"));
    }

    // Mutants caught: lock-acquire.lua does not look at the holder; lock-release.lua frees anybody's lock.
    [Fact]
    public async Task Two_never_hold_it_at_once_over_thousands_of_acquisitions_from_four_connections()
    {
        var locks = new List<IFencedLock>();
        for (var i = 0; i < 4; i++)
            locks.Add(NewLock(new RedisLockStore(await ConnectAsync())));

        await ContendedLock.ContendAsync(locks, new LockKey("hot"), 8, acquisitions: 4_000);
    }

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Ended);

    protected override Task DropAsync(LockKey key) =>
        Database.KeyDeleteAsync($"cachefleet:lock:{key.Name}");

    protected async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(connectionString);
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        _connections.Add(connection);
        return connection;
    }

    protected static FencedLock NewLock(ILockStore store, LockOptions? options = null) =>
        new(store, options ?? ContendedLock.Options, TimeProvider.System, new Random());
}
