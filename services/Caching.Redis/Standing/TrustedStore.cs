using System.Runtime.CompilerServices;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Redis;

/// <summary>
/// A store that is not to be believed answers nothing and keeps no fill, but takes every
/// invalidation: those are what it lacks.
/// </summary>
/// <remarks>
/// Trust is asked for again after a look: its answer may have come over the next connection, from
/// the next server. A lease from before the loss is refused, since the delete that had voided it
/// may be what was lost.
/// </remarks>
internal sealed class TrustedStore(ISharedStore inner, StandingWatch watch) : ISharedStore
{
    private static readonly Sight NotTrusted = Sight.Dark(StoreTrouble.NotTrusted);

    public ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation) =>
        watch.IsTrusted ? StillAsync(inner.LookAsync(key, cancellation)) : new(NotTrusted);

    public ValueTask<Sight> LookAsync(EntryKey key, LookTerms terms, CancellationToken cancellation) =>
        watch.IsTrusted ? inner.LookAsync(key, terms, cancellation) : new(NotTrusted);

    public void Glance(EntryKey key, PendingGlance pending)
    {
        if (watch.IsTrusted)
            inner.Glance(key, pending);
        else
            pending.Tell(NotTrusted);
    }

    public StoreTrouble Vet(StoreTrouble trouble) =>
        watch.IsTrusted ? inner.Vet(trouble) : StoreTrouble.NotTrusted;

    public ValueTask<Filled> FillAsync(Lease lease, StoredEntry entry, CancellationToken cancellation) =>
        watch.IsTrusted ? inner.FillAsync(lease, entry, cancellation) : new(Filled.LeaseRefused);

    public ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation) =>
        watch.IsTrusted
            ? inner.WriteAsync(key, entry, timeToLive, cancellation)
            : new(StoreTrouble.NotTrusted);

    // Never older over newer, and replayed over if it is the older one that is left.
    public ValueTask<Filled> PutAsync(EntryKey key, StoredEntry entry, CancellationToken cancellation) =>
        inner.PutAsync(key, entry, cancellation);

    public ValueTask<StoreTrouble> ReleaseAsync(Lease lease, CancellationToken cancellation) =>
        inner.ReleaseAsync(lease, cancellation);

    public ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation) =>
        inner.DeleteAsync(keys, cancellation);

    public ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation) =>
        inner.InvalidateAsync(key, version, cancellation);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Sight> StillAsync(ValueTask<Sight> look)
    {
        var sight = await look;
        return watch.IsTrusted ? sight : NotTrusted;
    }
}
