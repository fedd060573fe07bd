using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>Asks Redis what is wrong with a key that it refuses again and again.</summary>
internal sealed class Diagnosis(IConnectionMultiplexer redis, KeySpaces spaces)
{
    public async Task<Verdict> OfAsync(EntityChanged change, int attempts)
    {
        var cause = $"Redis took other keys but not '{change.Subject}', {attempts} times";
        if (!spaces.TryEntries(change.Family, change.Key, out var entries))
            return new Verdict("refused", cause);
        foreach (var entry in entries)
        {
            try
            {
                await redis.GetDatabase().HashGetAsync(entry.ToString(), "fence");
            }
            catch (RedisException e)
            {
                return new Verdict("refused", $"{cause}; of '{entry}' it says: {e.Message}", e.ToString());
            }
        }

        return new Verdict("refused", cause);
    }
}
