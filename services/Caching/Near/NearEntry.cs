namespace CacheFleet.Caching.Near;

/// <summary>One value in the L1, never changed once it can be found: a reader sees all of it or none.</summary>
internal sealed class NearEntry<TKey, TValue>(
    TKey key, TValue value, long version, long lookedAt, long expiresAt, long cost)
{
    /// <summary>What an entry takes beside its value: this object, the dictionary's node, the key.</summary>
    public const long FixedCost = 192;

    private bool _visited;

    public TKey Key => key;

    public TValue Value => value;

    public long Version => version;

    /// <summary>When the look began that ended in this entry.</summary>
    public long LookedAt => lookedAt;

    public long ExpiresAt => expiresAt;

    public long Cost => cost;

    /// <summary>The neighbour that came later; the queue's own.</summary>
    public NearEntry<TKey, TValue>? Newer { get; set; }

    /// <summary>The neighbour that came earlier; the queue's own.</summary>
    public NearEntry<TKey, TValue>? Older { get; set; }

    // Read before it is written: a hot entry's cache line stays shared between the cores.
    public void Visit()
    {
        if (!_visited)
            _visited = true;
    }

    /// <summary>Whether it was asked for since the last time this was asked.</summary>
    public bool TakeVisit()
    {
        var visited = _visited;
        _visited = false;
        return visited;
    }
}
