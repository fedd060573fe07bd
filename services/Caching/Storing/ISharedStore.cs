namespace CacheFleet.Caching.Storing;

/// <summary>The store that all processes of a fleet share.</summary>
/// <remarks>
/// No method throws for trouble of the store: a dead store is a value. A cancelled token throws
/// <see cref="OperationCanceledException"/>. An entry's parts (value, version, time to live) are
/// written together or not at all.
/// </remarks>
public interface ISharedStore
{
    /// <summary>Looks for an entry: the cheap look, which judges nothing and grants nothing.</summary>
    ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation);

    /// <summary>
    /// The cheap look for whoever has what it saw vetted: a layer that would only listen in then needs no await of
    /// its own on the way of every hit.
    /// </summary>
    void Glance(EntryKey key, PendingGlance pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        pending.WaitFor(LookAsync(key, CancellationToken.None));
    }

    /// <summary>Takes note of what became of a glance, and may object to what it saw.</summary>
    StoreTrouble Vet(StoreTrouble trouble) => trouble;

    /// <summary>
    /// The decisive look: judges by the store's own clock and grants the lease. What it saw is to be vetted, as a
    /// glance's is: see <see cref="Vetting"/>.
    /// </summary>
    ValueTask<Sight> LookAsync(EntryKey key, LookTerms terms, CancellationToken cancellation);

    /// <summary>Writes an entry if the lease still holds and nothing newer is known.</summary>
    ValueTask<Filled> FillAsync(Lease lease, StoredEntry entry, CancellationToken cancellation);

    /// <summary>Gives a lease back after a failed load; nothing happens if it is no longer ours.</summary>
    ValueTask<StoreTrouble> ReleaseAsync(Lease lease, CancellationToken cancellation);

    /// <summary>Writes a committed row (write-through) over an entry that is older.</summary>
    /// <remarks>
    /// Where no entry is, a tombstone is left, as by an invalidation: a writer that was paused for longer than the
    /// store remembers must not leave an older row than others have written meanwhile.
    /// </remarks>
    ValueTask<Filled> PutAsync(EntryKey key, StoredEntry entry, CancellationToken cancellation);

    /// <summary>Writes an entry over whatever is there, without any guard.</summary>
    ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation);

    /// <summary>Deletes entries, whatever their version.</summary>
    ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation);

    /// <summary>
    /// Drops an entry unless it is at least as new as <paramref name="version"/> (0: always), voids every lease on
    /// it, and leaves a tombstone that refuses anything older.
    /// </summary>
    /// <remarks>The same event applied again does nothing: this is what makes consumers idempotent.</remarks>
    ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation);
}

/// <summary>What a version-checked invalidation found.</summary>
public enum Invalidated
{
    /// <summary>The store did not answer: to be tried again.</summary>
    Dark,

    /// <summary>There was no entry.</summary>
    NothingThere,

    /// <summary>An older entry was deleted.</summary>
    Deleted,

    /// <summary>The entry already has this version or a newer one, and stands.</summary>
    AlreadyNewer,
}
