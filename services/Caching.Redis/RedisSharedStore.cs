using System.Runtime.CompilerServices;
using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>The shared store in Redis: one hash per entry, so that scripts touch one key only.</summary>
/// <remarks>
/// Written against what StackExchange.Redis 1.2.6 and 3.x both have. Neither bounds an asynchronous
/// command by itself while a connection hangs, and 2.x and later queue commands while there is none:
/// hence the question for a connection, and the time limit here. A command that has been sent is
/// waited for even if its caller has gone: the lease that it may bring must be given back.
/// </remarks>
public sealed class RedisSharedStore : ISharedStore
{
    /// <summary>Where scripts publish what waits for news of an entry.</summary>
    public const string NewsChannel = "cachefleet:news";

    private static readonly RedisValue Entry = "entry";
    private static readonly RedisValue Channel = NewsChannel;

    private readonly IConnectionMultiplexer _redis;
    private readonly IDatabase _database;
    private readonly Patience _patience;
    private readonly GlanceWatch _watch;
    private readonly StoreScripts _scripts;
    private readonly ScriptBatch _looks;
    private readonly ScriptBatch _fills;

    /// <summary>Uses a connection that somebody else owns.</summary>
    public RedisSharedStore(IConnectionMultiplexer redis, TimeProvider clock, TimeSpan timeout)
        : this(redis, clock, timeout, StoreScripts.Shipped)
    {
    }

    internal RedisSharedStore(
        IConnectionMultiplexer redis, TimeProvider clock, TimeSpan timeout, StoreScripts scripts)
    {
        _scripts = scripts;
        ArgumentNullException.ThrowIfNull(redis);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        _redis = redis;
        _database = redis.GetDatabase();
        _patience = new Patience(clock, timeout);
        _watch = new GlanceWatch(clock, timeout);
        _looks = new ScriptBatch(scripts.Look, 1, 4, redis, _patience);
        _fills = new ScriptBatch(scripts.Write, 0, 1, redis, _patience);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_redis.IsConnected)
            return Sight.Dark(StoreTrouble.Unreachable);
        try
        {
            return Seen(await _database.HashGetAsync(key.ToString(), Entry).WaitAsync(_patience.Token));
        }
        catch (Exception e) when (Troubles.Explains(e))
        {
            return Sight.Dark(Troubles.Of(e));
        }
    }

    /// <inheritdoc/>
    public void Glance(EntryKey key, PendingGlance pending)
    {
        if (!_redis.IsConnected)
        {
            pending.Tell(Sight.Dark(StoreTrouble.Unreachable));
            return;
        }

        Task<RedisValue> reply;
        try
        {
            reply = _database.HashGetAsync(key.ToString(), Entry);
        }
        catch (Exception e) when (Troubles.Explains(e))
        {
            pending.Tell(Sight.Dark(Troubles.Of(e)));
            return;
        }

        pending.WaitFor(reply, ReadReply, _watch);
    }

    // A delegate once, not one for each glance.
    private static readonly Func<Task, Sight> ReadReply = static reply =>
    {
        try
        {
            return Seen(((Task<RedisValue>)reply).GetAwaiter().GetResult());
        }
        catch (Exception e) when (Troubles.Explains(e))
        {
            return Sight.Dark(Troubles.Of(e));
        }
    };

    // Bytes of no known format were not written by us: as good as none.
    private static Sight Seen(RedisValue found) =>
        Envelope.TryUnwrap((byte[]?)found, out var entry) ? Sight.Fresh(entry) : Sight.Absent;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Sight> LookAsync(
        EntryKey key, LookTerms terms, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_redis.IsConnected)
            return Sight.Dark(StoreTrouble.Unreachable);
        return Replies.Sight(key, await _looks.RunAsync(key.ToString(),
            Milliseconds(terms.LeaseFor ?? TimeSpan.Zero), terms.EarlyBy,
            Milliseconds(terms.FenceOutlives), terms.WaitsForFresh ? 1 : 0));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return _redis.IsConnected
            ? Filling(Replies.Number(await _fills.RunAsync(lease.Key.ToString(),
                lease.Fence, entry.Version, Envelope.Wrap(entry), entry.KeepUntil, Channel)))
            : Filled.Dark;
    }

    /// <inheritdoc/>
    public async ValueTask<Filled> PutAsync(
        EntryKey key, StoredEntry entry, CancellationToken cancellation) =>
        Filling(Replies.Number((await RunAsync(_scripts.Put, key, cancellation,
            entry.Version, Envelope.Wrap(entry), entry.KeepUntil, Channel,
            Milliseconds(Tombstones.DefaultLife))).Found));

    /// <inheritdoc/>
    public async ValueTask<StoreTrouble> ReleaseAsync(
        Lease lease, CancellationToken cancellation) =>
        (await RunAsync(_scripts.Release, lease.Key, cancellation, lease.Fence, Channel)).Trouble;

    /// <inheritdoc/>
    public async ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation) =>
        (await RunAsync(_scripts.Fill, key, cancellation,
            Envelope.Wrap(entry), timeToLive.Milliseconds)).Trouble;

    /// <inheritdoc/>
    public async ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_redis.IsConnected)
            return StoreTrouble.Unreachable;
        try
        {
            // One command per key: in a cluster the keys of several policies lie in several slots.
            await Task.WhenAll(keys.Select(key => _database.KeyDeleteAsync(key.ToString())))
                .WaitAsync(_patience.Token);
            return StoreTrouble.None;
        }
        catch (Exception e) when (Troubles.Explains(e))
        {
            return Troubles.Of(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation)
    {
        var (_, found) = await RunAsync(_scripts.Invalidate, key, cancellation,
            version, Milliseconds(Tombstones.DefaultLife), Channel);
        return Replies.Number(found) switch
        {
            0 => Invalidated.NothingThere,
            1 => Invalidated.Deleted,
            2 => Invalidated.AlreadyNewer,
            _ => Invalidated.Dark,
        };
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(StoreTrouble Trouble, RedisResult? Found)> RunAsync(
        Script script, EntryKey key, CancellationToken cancellation, params RedisValue[] arguments)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_redis.IsConnected)
            return (StoreTrouble.Unreachable, null);
        try
        {
            return (StoreTrouble.None, await script.RunAsync(_database, key.ToString(), arguments)
                .WaitAsync(_patience.Token));
        }
        catch (Exception e) when (Troubles.Explains(e))
        {
            return (Troubles.Of(e), null);
        }
    }

    private static Filled Filling(long? answer) =>
        answer switch
        {
            1 => Filled.Stored,
            2 => Filled.LeaseRefused,
            3 => Filled.VersionRefused,
            4 => Filled.NothingThere,
            _ => Filled.Dark,
        };

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
