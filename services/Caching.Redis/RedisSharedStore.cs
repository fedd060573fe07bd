using System.Globalization;
using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>The shared store in Redis: one hash per entry, so that scripts touch one key only.</summary>
/// <remarks>
/// Written against what StackExchange.Redis 1.2.6 and 3.x both have. Neither bounds an asynchronous
/// command by itself while a connection hangs, and 2.x and later queue commands while there is none:
/// hence the question for a connection, and the time limit here.
/// </remarks>
public sealed class RedisSharedStore : ISharedStore
{
    private static readonly RedisValue[] Fields = ["value", "version"];

    private readonly IConnectionMultiplexer _redis;
    private readonly IDatabase _database;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;

    /// <summary>Uses a connection that somebody else owns.</summary>
    public RedisSharedStore(IConnectionMultiplexer redis, TimeProvider clock, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(redis);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        _redis = redis;
        _database = redis.GetDatabase();
        _clock = clock;
        _timeout = timeout;
    }

    /// <inheritdoc/>
    public async ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation)
    {
        if (!_redis.IsConnected)
            return Sight.Dark(StoreTrouble.Unreachable);
        try
        {
            return Read(await _database.HashGetAsync(key.ToString(), Fields)
                .WaitAsync(_timeout, _clock, cancellation));
        }
        catch (Exception e) when (Troubles.Explains(e, cancellation))
        {
            return Sight.Dark(Troubles.Of(e));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation)
    {
        if (!_redis.IsConnected)
            return StoreTrouble.Unreachable;
        try
        {
            await Script.Fill.RunAsync(_database, key.ToString(),
                Bytes(entry.Payload), entry.Version, timeToLive.Milliseconds)
                .WaitAsync(_timeout, _clock, cancellation);
            return StoreTrouble.None;
        }
        catch (Exception e) when (Troubles.Explains(e, cancellation))
        {
            return Troubles.Of(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation)
    {
        if (!_redis.IsConnected)
            return StoreTrouble.Unreachable;
        try
        {
            // One command per key: in a cluster the keys of several policies lie in several slots.
            await Task.WhenAll(keys.Select(key => _database.KeyDeleteAsync(key.ToString())))
                .WaitAsync(_timeout, _clock, cancellation);
            return StoreTrouble.None;
        }
        catch (Exception e) when (Troubles.Explains(e, cancellation))
        {
            return Troubles.Of(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation)
    {
        if (!_redis.IsConnected)
            return Invalidated.Dark;
        try
        {
            var found = await Script.Invalidate.RunAsync(_database, key.ToString(), version)
                .WaitAsync(_timeout, _clock, cancellation);
            return (long)found switch
            {
                0 => Invalidated.NothingThere,
                1 => Invalidated.Deleted,
                _ => Invalidated.AlreadyNewer,
            };
        }
        catch (Exception e) when (Troubles.Explains(e, cancellation))
        {
            return Invalidated.Dark;
        }
    }

    // An entry that lacks a part was not written by us: as good as none.
    private static Sight Read(RedisValue[] fields) =>
        (byte[]?)fields[0] is { } payload && TryVersion(fields[1], out var version)
            ? Sight.Fresh(new StoredEntry(payload, version))
            : Sight.Absent;

    private static bool TryVersion(RedisValue field, out long version) =>
        long.TryParse((byte[]?)field, NumberStyles.None, CultureInfo.InvariantCulture, out version);

    private static byte[] Bytes(ReadOnlyMemory<byte> payload) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(payload, out var segment)
            && segment.Offset == 0 && segment.Count == segment.Array!.Length
                ? segment.Array
                : payload.ToArray();
}
