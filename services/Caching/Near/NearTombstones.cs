namespace CacheFleet.Caching.Near;

/// <summary>
/// Remembers which version an invalidation spoke of, for a time: a load that begins after it may still read
/// something older, from a replica or a shared store that lags. Not thread-safe: its owner locks.
/// </summary>
/// <remarks>
/// Bounded. Where a storm of invalidations pushes out one whose time is not over, its stripe is closed for
/// the rest of that time: what can no longer be checked is refused.
/// </remarks>
internal sealed class NearTombstones<TKey>(int most, Stripes<TKey> stripes)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Tombstone> _tombstones = [];

    // All live equally long, so the order of arrival is the order of their ends. A key that is invalidated again
    // has several places in here; only the last one counts.
    private readonly Queue<(TKey Key, long Until)> _order = new();

    public int Count => _order.Count;

    /// <summary>False if this version or a newer one is remembered already.</summary>
    public bool TryAdd(TKey key, long version, long now, long until)
    {
        Trim(now, most);
        if (_tombstones.TryGetValue(key, out var known) && known.Version >= version)
            return false;
        Trim(now, most - 1);
        _tombstones[key] = new Tombstone(version, until);
        _order.Enqueue((key, until));
        return true;
    }

    /// <summary>Whether a live tombstone speaks of a newer version.</summary>
    public bool Forbids(TKey key, long version, long now) =>
        _tombstones.TryGetValue(key, out var known) && now < known.Until && version < known.Version;

    private void Trim(long now, int room)
    {
        while (_order.TryPeek(out var first) && (first.Until <= now || _order.Count > room))
        {
            _order.Dequeue();
            if (!_tombstones.TryGetValue(first.Key, out var known) || known.Until != first.Until)
                continue;
            _tombstones.Remove(first.Key);
            if (now < first.Until)
                stripes.Close(first.Key, first.Until);
        }
    }

    private readonly record struct Tombstone(long Version, long Until);
}
