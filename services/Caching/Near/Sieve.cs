namespace CacheFleet.Caching.Near;

/// <summary>Says which entry goes when room is needed: SIEVE. Not thread-safe: its owner locks.</summary>
/// <remarks>
/// Y. Zhang et al., "SIEVE is Simpler than LRU: an Efficient Turn-Key Eviction Algorithm for Web Caches",
/// NSDI 2024. A queue in the order of arrival, a bit per entry that a hit sets, and a hand that goes from the
/// oldest to the newest: it spares those with the bit and clears it, and takes the first without. A hit
/// moves nothing, so reads need no lock. Each step of the hand pays for one bit that a hit had set: O(1)
/// amortised; readers that set bits as fast as the hand clears them are outrun by a limit.
/// </remarks>
internal sealed class Sieve<TKey, TValue>
{
    private NearEntry<TKey, TValue>? _newest;
    private NearEntry<TKey, TValue>? _oldest;
    private NearEntry<TKey, TValue>? _hand;

    public int Count { get; private set; }

    public void Add(NearEntry<TKey, TValue> entry)
    {
        entry.Older = _newest;
        if (_newest is null)
            _oldest = entry;
        else
            _newest.Newer = entry;
        _newest = entry;
        Count++;
    }

    public void Remove(NearEntry<TKey, TValue> entry)
    {
        if (_hand == entry)
            _hand = entry.Newer;
        if (entry.Older is null)
            _oldest = entry.Newer;
        else
            entry.Older.Newer = entry.Newer;
        if (entry.Newer is null)
            _newest = entry.Older;
        else
            entry.Newer.Older = entry.Older;
        entry.Newer = entry.Older = null;
        Count--;
    }

    /// <summary>Picks the next victim and leaves it in place; there must be an entry.</summary>
    public NearEntry<TKey, TValue> NextVictim(long now)
    {
        var candidate = _hand ?? _oldest!;
        for (var spared = 0; spared < Count; spared++)
        {
            // What has expired is of no use, however often it was asked for.
            if (candidate.ExpiresAt <= now || !candidate.TakeVisit())
                break;
            candidate = candidate.Newer ?? _oldest!;
        }

        _hand = candidate;
        return candidate;
    }
}
