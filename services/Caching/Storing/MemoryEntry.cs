namespace CacheFleet.Caching.Storing;

/// <summary>One entry of the memory store with its fence, lease and tombstone: what a Redis hash holds.</summary>
internal sealed class MemoryEntry
{
    public StoredEntry? Value { get; set; }

    public long? Fence { get; private set; }

    public long LeaseUntil { get; set; }

    /// <summary>The tombstone: the newest version known to have been committed.</summary>
    public long Gone { get; set; }

    public bool HasWaiters { get; set; }

    public long ExpiresAt { get; set; }

    public long NewestVersion => Math.Max(Gone, Value?.Version ?? 0);

    /// <summary>Moves the fence so that it cannot repeat, not even after the entry has gone.</summary>
    public long MoveFence(long now)
    {
        Fence = Math.Max((Fence ?? 0) + 1, now);
        return Fence.Value;
    }

    public long ShareFence(long now) => Fence ?? MoveFence(now);
}
