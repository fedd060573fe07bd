using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>
/// The store's own record of how far the log has been applied to it. It lies in the store, so that
/// it is replicated, synced, lost and restored together with what it speaks of: a promoted replica
/// says by itself where to go on.
/// </summary>
/// <param name="redis">The store.</param>
/// <param name="clock">The time.</param>
/// <param name="prefix">What the fleet's keys begin with.</param>
/// <param name="log">The name of the log whose offsets are kept; readers need none.</param>
public sealed class StandingRecord(IConnectionMultiplexer redis, TimeProvider clock, string prefix, string log = "")
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SkipFor = TimeSpan.FromMinutes(1);
    private static readonly Script Look = new("standing.lua");
    private static readonly Script Vouch = new("vouch.lua");
    private static readonly Script Settle = new("settle.lua");

    // A name that no family's key can have: those have five parts.
    private readonly RedisKey _key = $"{prefix}:standing";

    /// <summary>Asks the store.</summary>
    /// <exception cref="RedisException">It does not answer.</exception>
    /// <exception cref="TimeoutException">Not in time.</exception>
    public async Task<StoreStanding> ReadAsync()
    {
        var answer = await Within(Look.RunAsync(redis.GetDatabase(), _key));
        return StoreStanding.Of((RedisValue[])answer!, log);
    }

    /// <summary>The log has been applied up to these offsets.</summary>
    /// <returns>False: to another store than this one.</returns>
    /// <exception cref="RedisException">The store does not answer.</exception>
    public async Task<bool> VouchAsync(IReadOnlyDictionary<int, long> applied) => applied.Count == 0
        || (long)await Within(Vouch.RunAsync(
            redis.GetDatabase(), _key, [.. Fields(StoreStanding.AppliedField, applied)])) == 1;

    /// <summary>Asks the workers for a recovery.</summary>
    /// <exception cref="RedisException">The store does not answer.</exception>
    public Task WantAsync(string recovery) =>
        Within(redis.GetDatabase().HashSetAsync(_key, StoreStanding.WantedField, recovery));

    /// <summary>A recovery begins: readers pass the store by until it has ended.</summary>
    /// <param name="recovery">Which.</param>
    /// <param name="capFor">
    /// For so long after now loads at the origin are limited, if the recovery lasts no longer.
    /// </param>
    /// <exception cref="RedisException">The store does not answer.</exception>
    public async Task BeginAsync(string recovery, TimeSpan capFor)
    {
        await CapAsync(capFor);
        var database = redis.GetDatabase();
        await Within(database.HashSetAsync(_key, StoreStanding.RecoveringField, recovery));
        await Within(database.HashDeleteAsync(_key, StoreStanding.WantedField));
    }

    /// <summary>Limits loads at the origin for so long.</summary>
    /// <exception cref="RedisException">The store does not answer.</exception>
    public Task CapAsync(TimeSpan capFor) => Within(redis.GetDatabase().HashSetAsync(
        _key, StoreStanding.CappedField, UnixMilliseconds(capFor)));

    /// <summary>The store with this identity has all of the log up to these offsets.</summary>
    /// <returns>False: it has been replaced meanwhile.</returns>
    /// <exception cref="RedisException">The store does not answer.</exception>
    public async Task<bool> SettleAsync(string identity, IReadOnlyDictionary<int, long> upTo) =>
        (long)await Within(Settle.RunAsync(redis.GetDatabase(), _key,
        [
            identity, StoreStanding.SkipUntilField, UnixMilliseconds(SkipFor),
            .. Fields(StoreStanding.AppliedField, upTo), .. Fields(StoreStanding.MadeUpForField, upTo),
        ])) == 1;

    private IEnumerable<RedisValue> Fields(string name, IReadOnlyDictionary<int, long> offsets) =>
        offsets.SelectMany(at => new RedisValue[] { StoreStanding.FieldOf(log, name) + at.Key, at.Value });

    private long UnixMilliseconds(TimeSpan after) => (clock.GetUtcNow() + after).ToUnixTimeMilliseconds();

    private Task<T> Within<T>(Task<T> asked) => asked.WaitAsync(Timeout, clock);
}
