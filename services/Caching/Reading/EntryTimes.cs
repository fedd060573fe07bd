using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>Makes entries with their times: soft and hard TTL under jitter, or an absent row's own.</summary>
internal sealed class EntryTimes(EntryPolicy policy, Chance chance)
{
    /// <summary>The entry for a loaded value; null if it may not be stored at all.</summary>
    public StoredEntry? Make<T>(
        Loaded<T> loaded, ICacheCodec<T> codec, long storeNow, TimeSpan loadTook)
    {
        if (!loaded.IsPresent)
            return policy.AbsentFor is { } absentFor ? AbsentRow(storeNow, absentFor) : null;
        var (freshFor, timeToLive) = loaded.Value is IOwnTimes { TimeToLive: { } own }
            ? (own, own)
            : (policy.FreshFor, policy.TimeToLive);
        // One draw for both: an entry must not be fresh for longer than it is kept.
        var share = 1 - policy.Jitter * chance.Next();
        return new StoredEntry(codec.Encode(loaded.Value), loaded.Version)
        {
            FreshUntil = storeNow + (long)(freshFor.Milliseconds * share),
            KeepUntil = storeNow + (long)(timeToLive.Milliseconds * share),
            LoadTime = (uint)Math.Min(loadTook.TotalMilliseconds, uint.MaxValue),
        };
    }

    private static StoredEntry AbsentRow(long storeNow, Ttl absentFor) => new(default, 0)
    {
        IsAbsentRow = true,
        FreshUntil = storeNow + absentFor.Milliseconds,
        KeepUntil = storeNow + absentFor.Milliseconds,
    };
}
