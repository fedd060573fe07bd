using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>One loader per entry by a lock around the load: what leases are compared with.</summary>
/// <remarks>
/// 1. Look. Fresh: answer. Dark: load without the lock, write nothing.
/// 2. Take the fleet's lock for the entry; whoever waits for it waits here.
/// 3. Look again: another one may have loaded meanwhile. This look moves the entry's fence, which voids whatever an
///    earlier holder that has lost its lock may still want to write.
/// 4. Load, fill under that fence, release. If the lock is lost the load is cancelled and runs again without it.
/// The lock says who loads; only the fence says whose fill counts. Beside a lease it costs three trips more (acquire,
/// look, release), and every waiter a trip or two after the holder's release.
/// </remarks>
internal sealed class UnderLock<TKey, T>(
    CacheFamily<TKey, T> family,
    EntryPolicy policy,
    KeySpace space,
    ReaderParts parts,
    LeasedLoad<TKey, T> load,
    IOrigin<TKey, T> origin) : IReader<TKey, T>
    where TKey : notnull
{
    // Nobody else looks while the lock is held: the shortest lease there is moves the fence as any other does.
    private static readonly TimeSpan FenceOnly = TimeSpan.FromMilliseconds(1);

    private readonly IFencedLock _lock = parts.Lock();

    public async ValueTask<Answer<T>> ReadAsync(TKey id, CancellationToken cancellation)
    {
        var key = space.Entry(family.Keys, id);
        // One draw for both looks: what it found due is due after the wait too, unless someone has refreshed it.
        var early = parts.Chance.EarlyBy(policy.Beta);
        var sight = await parts.Store.LookAsync(key, cancellation);
        if (sight.Kind == SightKind.Dark)
            return await LoadAloneAsync(id, LoadReason.StoreDark, cancellation);
        if (sight.Kind == SightKind.Fresh
            && parts.StoreClock.ClearlyFreshFor(sight.Entry, early) > 0
            && family.Codec.TryOpen(sight.Entry, out var row))
        {
            return Hit(row, sight.Entry, parts.StoreClock.Now + StoreClock.SkewMargin);
        }

        return await LockAndReadAsync(id, key, early, cancellation);
    }

    private async ValueTask<Answer<T>> LockAndReadAsync(
        TKey id, EntryKey key, double early, CancellationToken cancellation)
    {
        var patience = policy.RestWhileBusy.Span * policy.LooksWhileBusy;
        LockLease held;
        try
        {
            held = await _lock.AcquireAsync(new LockKey(key.ToString()), patience, cancellation);
        }
        catch (LeaseTimeoutException)
        {
            return await LoadAloneAsync(id, LoadReason.OutOfPatience, cancellation);
        }

        await using (held)
        {
            using var work = CancellationTokenSource.CreateLinkedTokenSource(
                held.Lost, cancellation);
            try
            {
                if (await TryReadAgainAsync(id, key, early, work.Token) is { } answer)
                    return answer;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested
                && held.Lost.IsCancellationRequested)
            {
                // The lock is another's by now; the caller still wants its answer.
            }
        }

        return await LoadAloneAsync(id, LoadReason.OutOfPatience, cancellation);
    }

    /// <summary>Null if the second look came to nothing that can be answered.</summary>
    private async ValueTask<Answer<T>?> TryReadAgainAsync(
        TKey id, EntryKey key, double early, CancellationToken cancellation)
    {
        var terms = new LookTerms(FenceOnly, early, Tombstones.DefaultLife, WaitsForFresh: false);
        var sight = parts.Store.Vetted(await parts.Store.LookAsync(key, terms, cancellation));
        parts.StoreClock.Observe(sight);
        var reason = sight.Kind == SightKind.Stale ? LoadReason.Due : LoadReason.Absent;
        if (sight.Kind == SightKind.Fresh)
        {
            if (family.Codec.TryOpen(sight.Entry, out var row))
                return Hit(row, sight.Entry, sight.StoreTime);
            // Nobody can read it: out of the way, and one look more for the fence.
            await parts.Store.InvalidateAsync(key, 0, cancellation);
            sight = parts.Store.Vetted(await parts.Store.LookAsync(key, terms, cancellation));
            reason = LoadReason.Undecodable;
        }

        return sight.Lease is { } fence
            ? await load.RunAsync(id, fence, reason, sight.StoreTime, cancellation)
            : null;
    }

    private static Answer<T> Hit(Loaded<T> row, in StoredEntry entry, long storeNow) => Answer.Hit(
        row, TimeSpan.FromMilliseconds(entry.FreshUntil - storeNow), entry.Payload.Length);

    private async ValueTask<Answer<T>> LoadAloneAsync(
        TKey id, LoadReason reason, CancellationToken cancellation) =>
        Answer.InTheDark(await origin.LoadAsync(id, reason, cancellation));
}
