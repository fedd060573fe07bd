namespace CacheFleet.Caching.Storing;

/// <summary>A shared store in this process's memory: for tests and for one process alone.</summary>
/// <remarks>Entries go when they are looked at past their time; nothing bounds their number.</remarks>
public sealed class MemorySharedStore(TimeProvider clock) : ISharedStore
{
    private readonly Dictionary<EntryKey, Kept> _entries = [];
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(Find_NeedsLock(key) is { } kept ? Sight.Fresh(kept.Entry) : Sight.Absent);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            _entries[key] = new Kept(entry, clock.GetUtcNow() + timeToLive.Span);
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

    /// <inheritdoc/>
    public ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Find_NeedsLock(key) is not { } kept)
                return new(Invalidated.NothingThere);
            if (kept.Entry.Version >= version)
                return new(Invalidated.AlreadyNewer);
            _entries.Remove(key);
            return new(Invalidated.Deleted);
        }
    }

    private Kept? Find_NeedsLock(EntryKey key)
    {
        if (!_entries.TryGetValue(key, out var kept))
            return null;
        if (clock.GetUtcNow() < kept.Until)
            return kept;
        _entries.Remove(key);
        return null;
    }

    private sealed record Kept(StoredEntry Entry, DateTimeOffset Until);
}
