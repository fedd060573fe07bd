namespace CacheFleet.Caching.Storing;

/// <summary>A shared store in this process's memory: for tests and for one process alone.</summary>
/// <remarks>
/// It decides as the scripts of the Redis store do; the conformance suite holds both to that. Entries go when they
/// are looked at past their time; nothing bounds their number.
/// </remarks>
public sealed partial class MemorySharedStore(TimeProvider clock, WakeUps? wakeUps = null)
    : ISharedStore
{
    private static readonly TimeSpan TombstoneLife = Tombstones.DefaultLife;

    private readonly Dictionary<EntryKey, MemoryEntry> _entries = [];
    private readonly Lock _lock = new();
    private long _lastInstant;

    /// <inheritdoc/>
    public ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return new(Find_NeedsLock(key)?.Value is { } value ? Sight.Fresh(value) : Sight.Absent);
    }

    /// <inheritdoc/>
    public ValueTask<Sight> LookAsync(
        EntryKey key, LookTerms terms, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return new(Look_NeedsLock(key, terms));
    }

    /// <inheritdoc/>
    public ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _entries[key] = new MemoryEntry
            {
                Value = entry,
                ExpiresAt = Now + timeToLive.Milliseconds,
            };
        }

        return new(StoreTrouble.None);
    }

    /// <inheritdoc/>
    public ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var key in keys)
                _entries.Remove(key);
        }

        return new(StoreTrouble.None);
    }

    /// <summary>Loses everything, as a server does that restarts empty.</summary>
    public void Clear()
    {
        lock (_lock)
            _entries.Clear();
    }

    // For proofs, which compare states.
    internal MemoryEntry? Peek(EntryKey key)
    {
        lock (_lock)
            return Find_NeedsLock(key);
    }

    private long TombstoneEnds => Now + (long)TombstoneLife.TotalMilliseconds;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    // In microseconds, as the scripts count. There no two grants fall into one microsecond; here the clock may stand
    // still, so the last one given is remembered.
    private long Instant_NeedsLock() => _lastInstant = Math.Max(_lastInstant + 1, Now * 1000);

    private MemoryEntry? Find_NeedsLock(EntryKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
            return null;
        if (Now < entry.ExpiresAt)
            return entry;
        _entries.Remove(key);
        return null;
    }

    private MemoryEntry FindOrAdd_NeedsLock(EntryKey key)
    {
        if (Find_NeedsLock(key) is { } entry)
            return entry;
        return _entries[key] = new MemoryEntry();
    }

    private void Wake_NeedsLock(EntryKey key, MemoryEntry entry)
    {
        entry.LeaseUntil = 0;
        if (!entry.HasWaiters)
            return;
        entry.HasWaiters = false;
        wakeUps?.Wake(key.ToString());
    }
}
