using System.Globalization;
using CacheFleet.Caching.Locking;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis.Locking;

/// <summary>Locks in Redis: one hash each, under <c>{prefix}:lock:{name}</c>.</summary>
/// <remarks>
/// A lock is as safe as this one Redis: a failover to a replica that lags can forget a holder. The fencing
/// token is what keeps the data right then; where rows are at stake take it from Postgres.
/// </remarks>
public sealed class RedisLockStore : ILockStore
{
    private static readonly Script Acquire = new("lock-acquire.lua");
    private static readonly Script Renew = new("lock-renew.lua");
    private static readonly Script Release = new("lock-release.lua");
    private static readonly TimeSpan LongestMemory = TimeSpan.FromDays(30);

    private readonly IConnectionMultiplexer _redis;
    private readonly IDatabase _database;
    private readonly string _keyStart;
    private readonly RedisChannel _released;
    private readonly RedisValue _fenceMemory;

    /// <summary>Uses a connection that somebody else owns.</summary>
    /// <param name="redis">The connection.</param>
    /// <param name="prefix">What keys and channel begin with.</param>
    /// <param name="fenceMemory">
    /// How long a lock's last fence is remembered after its last use; null: one hour. It only matters if
    /// Redis' clock steps back: without a memory the clock alone keeps fences in order.
    /// </param>
    public RedisLockStore(
        IConnectionMultiplexer redis, string prefix = "cachefleet", TimeSpan? fenceMemory = null)
    {
        ArgumentNullException.ThrowIfNull(redis);
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        var memory = fenceMemory ?? TimeSpan.FromHours(1);
        ArgumentOutOfRangeException.ThrowIfLessThan(memory, TimeSpan.Zero, nameof(fenceMemory));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(memory, LongestMemory, nameof(fenceMemory));
        _redis = redis;
        _database = redis.GetDatabase();
        _keyStart = $"{prefix}:lock:";
        _released = new RedisChannel($"{prefix}:lock-released", RedisChannel.PatternMode.Literal);
        _fenceMemory = Milliseconds(memory);
    }

    /// <inheritdoc/>
    public async ValueTask<LockSight> TryAcquireAsync(
        LockKey key, HolderId holder, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = (RedisValue[]?)await Acquire.RunAsync(
            _database, KeyOf(key), holder.Value, Milliseconds(timeToLive), _fenceMemory);
        return answer is [var granted, var number]
            ? (long)granted == 1
                ? new LockSight.Granted(new FencingToken((long)number))
                : new LockSight.Taken(TimeSpan.FromMilliseconds((long)number))
            : throw new FormatException($"lock-acquire.lua on '{KeyOf(key)}' answered garbage.");
    }

    /// <inheritdoc/>
    public async ValueTask<RenewalAnswer> RenewAsync(
        LockKey key, HolderId holder, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var renewed = (long)await Renew.RunAsync(
            _database, KeyOf(key), holder.Value, Milliseconds(timeToLive), _fenceMemory);
        return renewed == 1 ? RenewalAnswer.Renewed : RenewalAnswer.Refused;
    }

    /// <inheritdoc/>
    public async ValueTask<ReleaseAnswer> ReleaseAsync(
        LockKey key, HolderId holder, CancellationToken cancellationToken)
    {
        var released = (long)await Release.RunAsync(
            _database, KeyOf(key), holder.Value, _fenceMemory, (string)_released!, key.Name);
        return released == 1 ? ReleaseAnswer.Released : ReleaseAnswer.NotOurs;
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> WatchReleasesAsync(
        Action<LockKey> onReleased, CancellationToken cancellationToken)
    {
        var watch = new Watch(_redis.GetSubscriber(), _released, onReleased);
        await watch.BeginAsync();
        return watch;
    }

    private string KeyOf(LockKey key) => _keyStart + key.Name;

    private static RedisValue Milliseconds(TimeSpan span) =>
        ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private sealed class Watch(
        ISubscriber subscriber, RedisChannel channel, Action<LockKey> onReleased) : IAsyncDisposable
    {
        public Task BeginAsync() => subscriber.SubscribeAsync(channel, Hear);

        public async ValueTask DisposeAsync() => await subscriber.UnsubscribeAsync(channel, Hear);

        private void Hear(RedisChannel from, RedisValue name)
        {
            // Anybody may publish there: what is no name wakes nobody.
            if (LockKey.TryParse(name, out var key))
                onReleased(key);
        }
    }
}
