using System.Globalization;
using CacheFleet.Caching.Redis;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>How an entry's time ends.</summary>
internal enum EntryEnd
{
    /// <summary>The whole entry goes, whatever it still knows of its fence.</summary>
    Gone,

    /// <summary>
    /// It is past its soft TTL, as if it had aged so far; what may be stale stays as long as it would have.
    /// </summary>
    Due,
}

/// <summary>Moves the end of an entry's life, in its envelope and in Redis.</summary>
internal static class EntryEnds
{
    // Both times of the envelope move, so that the span in between, and with it what may be answered stale, stays as
    // declared. Early recomputation (XFetch) then sees the new end coming as it would have seen the old one.
    private const string Age = """
        -- KEYS[1] the entry. ARGV[1] when it is due, from now (ms). Answers when that is (Unix ms), 0 without an entry.
        local entry = redis.call('HGET', KEYS[1], 'entry')
        if not entry then return 0 end
        local time = redis.call('TIME')
        local due = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
        local fresh, keep = struct.unpack('>I8I8', entry, 11)
        local keeps = due + keep - fresh
        redis.call('HSET', KEYS[1], 'entry',
          string.sub(entry, 1, 10) .. struct.pack('>I8I8', due, keeps) .. string.sub(entry, 27))
        redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', keeps))
        return due
        """;

    /// <returns>When the entry ends by this clock, or null if there is none.</returns>
    public static async Task<DateTimeOffset?> SetAsync(
        this IConnectionMultiplexer redis, string key, EntryEnd end, TimeSpan after, TimeProvider clock)
    {
        var database = redis.GetDatabase();
        var existed = end == EntryEnd.Gone
            ? await database.KeyExpireAsync(key, after)
            : (long)await database.ScriptEvaluateAsync(
                Age, [key], [((long)after.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)]) > 0;
        var expiresAt = clock.GetUtcNow() + after;
        await redis.ForgetNearAsync(key);
        return existed ? expiresAt : null;
    }

    /// <summary>Has every replica drop its own copy, by the hint that an invalidation gives.</summary>
    public static Task ForgetNearAsync(this IConnectionMultiplexer redis, string key) =>
        redis.GetSubscriber().PublishAsync(RedisSharedStore.NewsChannel, $"i0:{key}");
}
