using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching;

/// <summary>A delete that is to be made once more, some time after the commit.</summary>
/// <param name="Entry">The entry in the shared store.</param>
/// <param name="After">How long after the commit.</param>
public sealed record SecondDelete(EntryKey Entry, Ttl After)
{
    /// <summary>The one that a write of this key owes; null unless its policy is to delete twice.</summary>
    public static SecondDelete? Of<TKey, T>(CacheKey<TKey, T> key, KeySpaces spaces)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(spaces);
        var policy = key.Rules;
        if (policy.Writes != WriteStrategy.DoubleDelete)
            return null;
        var space = spaces.Of(key.Family.Name).First(s => s.Policy == policy.Name);
        return new SecondDelete(space.Entry(key.Family.Keys, key.Id), policy.SecondDeleteAfter);
    }
}
