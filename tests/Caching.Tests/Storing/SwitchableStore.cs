using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Tests.Storing;

/// <summary>A store that a test turns dark, and that counts how often it was asked.</summary>
internal sealed class SwitchableStore(ISharedStore inner) : ISharedStore
{
    private int _asked;

    public StoreTrouble Trouble { get; set; }

    /// <summary>What is said of a look once it is back.</summary>
    public StoreTrouble Objection { get; set; }

    public int Asked => Volatile.Read(ref _asked);

    public ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation) =>
        IsDark ? new(Sight.Dark(Trouble)) : inner.LookAsync(key, cancellation);

    public ValueTask<Sight> LookAsync(
        EntryKey key, LookTerms terms, CancellationToken cancellation) =>
        IsDark ? new(Sight.Dark(Trouble)) : inner.LookAsync(key, terms, cancellation);

    public StoreTrouble Vet(StoreTrouble trouble) =>
        trouble == StoreTrouble.None ? Objection : trouble;

    public ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation) =>
        IsDark ? new(Filled.Dark) : inner.FillAsync(lease, entry, cancellation);

    public ValueTask<StoreTrouble> ReleaseAsync(Lease lease, CancellationToken cancellation) =>
        IsDark ? new(Trouble) : inner.ReleaseAsync(lease, cancellation);

    public ValueTask<Filled> PutAsync(
        EntryKey key, StoredEntry entry, CancellationToken cancellation) =>
        IsDark ? new(Filled.Dark) : inner.PutAsync(key, entry, cancellation);

    public ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation) =>
        IsDark ? new(Trouble) : inner.WriteAsync(key, entry, timeToLive, cancellation);

    public ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation) =>
        IsDark ? new(Trouble) : inner.DeleteAsync(keys, cancellation);

    public ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation) =>
        IsDark ? new(Invalidated.Dark) : inner.InvalidateAsync(key, version, cancellation);

    private bool IsDark
    {
        get
        {
            Interlocked.Increment(ref _asked);
            return Trouble != StoreTrouble.None;
        }
    }
}
