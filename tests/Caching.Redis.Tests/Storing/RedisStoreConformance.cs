using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Storing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis.Tests.Storing;

/// <summary>The rules of a shared store on Redis, alone or as a cluster.</summary>
public abstract class RedisStoreConformance(string connectionString)
    : SharedStoreConformance, IAsyncLifetime
{
    private ConnectionMultiplexer? _redis;
    private ISharedStore? _store;

    protected override ISharedStore Store => _store!;

    protected override WakeUps News { get; } = new();

    protected override DateTimeOffset Now => DateTimeOffset.UtcNow;

    protected IDatabase Database => _redis!.GetDatabase();

    internal virtual StoreScripts Scripts => StoreScripts.Shipped;

    public virtual async ValueTask InitializeAsync()
    {
        _redis = await ConnectionMultiplexer.ConnectAsync(
            ConfigurationOptions.Parse(connectionString + ",allowAdmin=true"));
        _store = new RedisSharedStore(
            _redis, TimeProvider.System, TimeSpan.FromSeconds(5), Scripts);
        await new RedisNews(_redis, News).SubscribeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_redis is not null)
            await _redis.CloseAsync();
    }

    // The lease's record outlives the lease, but nothing lives for ever.
    [Fact]
    public async Task Whatever_is_known_of_an_entry_has_an_end()
    {
        var lease = await TakeLeaseAsync();
        await EndsAsync();
        await Store.ReleaseAsync(lease, Ended);
        await EndsAsync();
        await StoreAsync(Entry(1));
        await EndsAsync();
        await Store.PutAsync(Key, Entry(2), Ended);
        await EndsAsync();
        await Store.InvalidateAsync(Key, 3, Ended);
        await EndsAsync();
    }

    // Bytes that no version of this library wrote. Mutant: look.lua reads the header without a check.
    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("\u0002 another format, and long enough to have a header of its own")]
    public async Task An_entry_that_nobody_can_read_is_none(string bytes)
    {
        await Database.HashSetAsync(Key.ToString(), "entry", bytes);
        await HoldsNothingAsync();
        await StoreAsync(Entry(1));
        await HoldsAsync("v1");

        await Database.HashSetAsync(Key.ToString(), "entry", bytes);
        Assert.Equal(Filled.NothingThere, await Store.PutAsync(Key, Entry(2), Ended));
        await HoldsNothingAsync();
        await StoreAsync(Entry(2));

        await Database.HashSetAsync(Key.ToString(), "entry", bytes);
        Assert.Equal(Invalidated.Deleted, await Store.InvalidateAsync(Key, 3, Ended));
        await HoldsNothingAsync();
    }

    [Fact]
    public async Task A_key_of_another_type_is_trouble_and_is_left_as_it_is()
    {
        await Database.StringSetAsync(Key.ToString(), "somebody else's");

        Assert.Equal(Sight.Dark(StoreTrouble.Refused), await LookAsync());
        Assert.Equal(Sight.Dark(StoreTrouble.Refused), await Store.LookAsync(Key, Ended));
        Assert.Equal(Invalidated.Dark, await Store.InvalidateAsync(Key, 1, Ended));
        Assert.Equal("somebody else's", await Database.StringGetAsync(Key.ToString()));
    }

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Ended);

    protected override Task EvictAsync(EntryKey key) => Database.KeyDeleteAsync(key.ToString());

    protected override async Task LoseEverythingAsync()
    {
        foreach (var node in _redis!.GetEndPoints())
            await _redis.GetServer(node).FlushDatabaseAsync();
    }

    private async Task EndsAsync() =>
        Assert.NotNull(await Database.KeyTimeToLiveAsync(Key.ToString()));
}
