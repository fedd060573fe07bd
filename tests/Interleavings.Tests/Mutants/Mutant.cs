using CacheFleet.Caching;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Interleavings.Tests.Mutants;

/// <summary>The store with one rule taken out: whatever a mutant does not change is the store's own.</summary>
internal abstract class Mutant(MemorySharedStore sound) : ISharedStore
{
    protected MemorySharedStore Sound => sound;

    public ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation) =>
        sound.LookAsync(key, cancellation);

    public virtual ValueTask<Sight> LookAsync(
        EntryKey key, LookTerms terms, CancellationToken cancellation) =>
        sound.LookAsync(key, terms, cancellation);

    public virtual ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation) =>
        sound.FillAsync(lease, entry, cancellation);

    public ValueTask<StoreTrouble> ReleaseAsync(Lease lease, CancellationToken cancellation) =>
        sound.ReleaseAsync(lease, cancellation);

    public virtual ValueTask<Filled> PutAsync(
        EntryKey key, StoredEntry entry, CancellationToken cancellation) =>
        sound.PutAsync(key, entry, cancellation);

    public ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation) =>
        sound.WriteAsync(key, entry, timeToLive, cancellation);

    public ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation) =>
        sound.DeleteAsync(keys, cancellation);

    public virtual ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation) =>
        sound.InvalidateAsync(key, version, cancellation);

    /// <summary>Writes whatever is there.</summary>
    protected async ValueTask<Filled> WriteOverAsync(EntryKey key, StoredEntry entry)
    {
        await sound.WriteAsync(key, entry, Ttl.Seconds(60), default);
        return Filled.Stored;
    }
}

/// <summary>A fence that is not there refuses nothing: "absent" is taken for "unchanged".</summary>
internal sealed class WithoutPresenceCheck(MemorySharedStore sound) : Mutant(sound)
{
    public override ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation) =>
        Sound.Peek(lease.Key)?.Fence is null
            ? WriteOverAsync(lease.Key, entry)
            : Sound.FillAsync(lease, entry, cancellation);
}

/// <summary>A lease that holds may write anything, an older version too.</summary>
internal sealed class WithoutVersionCheck(MemorySharedStore sound) : Mutant(sound)
{
    public override async ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation)
    {
        var filled = await Sound.FillAsync(lease, entry, cancellation);
        if (filled != Filled.VersionRefused)
            return filled;
        var held = Sound.Peek(lease.Key)!;
        (held.Value, held.ExpiresAt) = (entry, entry.KeepUntil);
        return Filled.Stored;
    }
}

/// <summary>An invalidation drops the entry and leaves its tombstone, but voids no lease.</summary>
internal sealed class WithFenceUnmoved(MemorySharedStore sound) : Mutant(sound)
{
    public override ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation)
    {
        if (Sound.Peek(key) is not { } held || (version > 0 && version <= held.NewestVersion))
            return Sound.InvalidateAsync(key, version, cancellation);
        (held.Value, held.LeaseUntil) = (null, 0);
        held.Gone = Math.Max(held.Gone, version);
        return new(Invalidated.Deleted);
    }
}

/// <summary>A write-through goes into an empty place too.</summary>
internal sealed class WithPutIntoNothing(MemorySharedStore sound) : Mutant(sound)
{
    public override async ValueTask<Filled> PutAsync(
        EntryKey key, StoredEntry entry, CancellationToken cancellation)
    {
        var filled = await Sound.PutAsync(key, entry, cancellation);
        if (filled != Filled.NothingThere)
            return filled;
        var held = Sound.Peek(key)!;
        (held.Value, held.ExpiresAt) = (entry, Math.Max(held.ExpiresAt, entry.KeepUntil));
        return Filled.Stored;
    }
}

/// <summary>A fill asks for no lease at all.</summary>
internal sealed class WithUnfencedWrite(MemorySharedStore sound) : Mutant(sound)
{
    public override ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation) =>
        WriteOverAsync(lease.Key, entry);
}

/// <summary>Versions alone: a fill compares with the entry and its tombstone, and with no fence.</summary>
internal class WithVersionsAlone(MemorySharedStore sound) : Mutant(sound)
{
    public override ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation)
    {
        if (Sound.Peek(lease.Key) is not { } held)
            return WriteOverAsync(lease.Key, entry);
        if (entry.Version < held.NewestVersion)
            return new(Filled.VersionRefused);
        (held.Value, held.ExpiresAt) = (entry, Math.Max(held.ExpiresAt, entry.KeepUntil));
        return new(Filled.Stored);
    }
}

/// <summary>Versions alone, and an invalidation only deletes.</summary>
internal sealed class WithVersionsAndNoTombstone(MemorySharedStore sound) : WithVersionsAlone(sound)
{
    public override async ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation)
    {
        if (Sound.Peek(key)?.Value?.Version >= version)
            return Invalidated.AlreadyNewer;
        await Sound.DeleteAsync([key], cancellation);
        return Invalidated.Deleted;
    }
}
