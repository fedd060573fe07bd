namespace CacheFleet.Caching.Storing;

/// <summary>The decisions of look, write, release, invalidate and put; see the Redis store's scripts.</summary>
public sealed partial class MemorySharedStore
{
    /// <inheritdoc/>
    public ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Find_NeedsLock(lease.Key) is not { } held || held.Fence != lease.Fence)
                return new(Filled.LeaseRefused);
            Wake_NeedsLock(lease.Key, held);
            if (entry.Version > 0 && entry.Version < held.NewestVersion)
                return new(Filled.VersionRefused);
            held.Value = entry;
            // A tombstone outlives what is filled in over it: a late write-through asks for no lease.
            held.ExpiresAt = held.Gone > 0
                ? Math.Max(held.ExpiresAt, entry.KeepUntil)
                : entry.KeepUntil;
            return new(Filled.Stored);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoreTrouble> ReleaseAsync(Lease lease, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Find_NeedsLock(lease.Key) is { } held && held.Fence == lease.Fence)
                Wake_NeedsLock(lease.Key, held);
        }

        return new(StoreTrouble.None);
    }

    /// <inheritdoc/>
    public ValueTask<Filled> PutAsync(
        EntryKey key, StoredEntry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var held = FindOrAdd_NeedsLock(key);
            if (entry.Version < held.Gone)
                return new(Filled.VersionRefused);
            if (held.Value is null)
            {
                Drop_NeedsLock(key, held, entry.Version);
                return new(Filled.NothingThere);
            }
            if (held.Value.Value.Version >= entry.Version)
            {
                Hear_NeedsLock(key, held, entry.Version);
                return new(Filled.VersionRefused);
            }
            held.MoveFence(Instant_NeedsLock());
            held.Value = entry;
            held.LeaseUntil = 0;
            held.HasWaiters = false;
            // Remembered as an invalidation is, or an older one could come after this value's end.
            held.Gone = entry.Version;
            held.ExpiresAt = Math.Max(entry.KeepUntil, TombstoneEnds);
            wakeUps?.Invalidated(key.ToString(), entry.Version);
            return new(Filled.Stored);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var held = FindOrAdd_NeedsLock(key);
            var found = held.Value is null ? Invalidated.NothingThere : Invalidated.Deleted;
            return new(Drop_NeedsLock(key, held, version) ? found : Invalidated.AlreadyNewer);
        }
    }

    private bool Drop_NeedsLock(EntryKey key, MemoryEntry held, long version)
    {
        var newest = held.Value?.Version ?? held.Gone;
        if (version > 0 && version <= newest)
        {
            Hear_NeedsLock(key, held, version);
            return false;
        }
        held.MoveFence(Instant_NeedsLock());
        held.Value = null;
        held.Gone = Math.Max(held.Gone, version);
        held.LeaseUntil = 0;
        held.HasWaiters = false;
        held.ExpiresAt = TombstoneEnds;
        wakeUps?.Invalidated(key.ToString(), version);
        return true;
    }

    // The entry stands, filled in after this change was committed. Once, the change is remembered, for the entry may
    // end before a late write-through, and told, for the memory of a process may hold what is older.
    private void Hear_NeedsLock(EntryKey key, MemoryEntry held, long version)
    {
        if (version <= held.Gone)
            return;
        held.Gone = version;
        held.ExpiresAt = Math.Max(held.ExpiresAt, TombstoneEnds);
        wakeUps?.Invalidated(key.ToString(), version);
    }

    private Sight Look_NeedsLock(EntryKey key, LookTerms terms)
    {
        var held = FindOrAdd_NeedsLock(key);
        var now = Now;
        if (held.Value is { } value)
        {
            if (now + value.LoadTime * terms.EarlyBy < value.FreshUntil)
                return Sight.Fresh(value, now);
            if (now >= value.KeepUntil)
            {
                // Its version is remembered: a ticket from before it may still be about.
                held.Gone = held.NewestVersion;
                held.Value = null;
            }
        }

        if (terms.LeaseFor is not null && held.LeaseUntil > now)
            return BusySight(held, terms, now);
        var lease = Grant_NeedsLock(key, held, terms, now);
        return held.Value is { } due
            ? Sight.Stale(due, lease, TimeSpan.Zero, now)
            : Sight.AbsentUnder(lease, now);
    }

    private static Sight BusySight(MemoryEntry held, LookTerms terms, long now)
    {
        var busyFor = TimeSpan.FromMilliseconds(held.LeaseUntil - now);
        held.HasWaiters |= held.Value is null || terms.WaitsForFresh;
        return held.Value is { } stale
            ? Sight.Stale(stale, lease: null, busyFor, now)
            : Sight.Busy(busyFor, now);
    }

    private Lease Grant_NeedsLock(EntryKey key, MemoryEntry held, LookTerms terms, long now)
    {
        var leaseFor = terms.LeaseFor ?? TimeSpan.Zero;
        var fence = terms.LeaseFor is null
            ? held.ShareFence(Instant_NeedsLock())
            : held.MoveFence(Instant_NeedsLock());
        if (terms.LeaseFor is not null)
            held.LeaseUntil = now + (long)leaseFor.TotalMilliseconds;
        var outlive = now + (long)(leaseFor + terms.FenceOutlives).TotalMilliseconds;
        held.ExpiresAt = Math.Max(held.ExpiresAt, outlive);
        return new Lease(key, fence);
    }
}
