using System.Runtime.CompilerServices;

namespace CacheFleet.Caching.Storing;

/// <summary>Asks a store that was dark a moment ago only now and then.</summary>
/// <remarks>
/// Without it every read would wait its full time for a store that hangs. The circuit opens after
/// some failures in a row; while it is open one look per interval is sent to see whether the store
/// answers again, and no reader waits for it. An invalidation that is due does its work itself and
/// waits: it may be all that a process has to ask. An answer closes the circuit.
/// </remarks>
internal sealed class FailFastStore(ISharedStore inner, Circuit circuit) : ISharedStore
{
    public ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation) =>
        IsWorthAsking(key)
            ? HeardAsync(inner.LookAsync(key, cancellation))
            : new(Sight.Dark(StoreTrouble.NotAsked));

    public void Glance(EntryKey key, PendingGlance pending)
    {
        if (IsWorthAsking(key))
            inner.Glance(key, pending);
        else
            pending.Tell(Sight.Dark(StoreTrouble.NotAsked));
    }

    public StoreTrouble Vet(StoreTrouble trouble)
    {
        if (trouble != StoreTrouble.NotAsked)
            circuit.Heard(trouble);
        return inner.Vet(trouble);
    }

    public ValueTask<Sight> LookAsync(
        EntryKey key, LookTerms terms, CancellationToken cancellation) =>
        IsWorthAsking(key)
            ? inner.LookAsync(key, terms, cancellation)
            : new(Sight.Dark(StoreTrouble.NotAsked));

    public ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation) =>
        circuit.LetsThrough()
            ? HeardAsync(inner.WriteAsync(key, entry, timeToLive, cancellation))
            : new(StoreTrouble.NotAsked);

    public ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation) =>
        circuit.LetsThrough()
            ? HeardAsync(inner.DeleteAsync(keys, cancellation))
            : new(StoreTrouble.NotAsked);

    public ValueTask<StoreTrouble> ReleaseAsync(Lease lease, CancellationToken cancellation) =>
        circuit.LetsThrough()
            ? HeardAsync(inner.ReleaseAsync(lease, cancellation))
            : new(StoreTrouble.NotAsked);

    public ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation) =>
        circuit.LetsThrough()
            ? HeardAsync(inner.FillAsync(lease, entry, cancellation))
            : new(Filled.Dark);

    public ValueTask<Filled> PutAsync(
        EntryKey key, StoredEntry entry, CancellationToken cancellation) =>
        circuit.LetsThrough()
            ? HeardAsync(inner.PutAsync(key, entry, cancellation))
            : new(Filled.Dark);

    public async ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation)
    {
        if (!circuit.LetsThrough())
            return Invalidated.Dark;
        var found = await inner.InvalidateAsync(key, version, cancellation);
        circuit.Heard(found == Invalidated.Dark ? StoreTrouble.TimedOut : StoreTrouble.None);
        return found;
    }

    private bool IsWorthAsking(EntryKey key)
    {
        if (!circuit.IsOpen)
            return true;
        if (circuit.LetsThrough())
            _ = HeardAsync(inner.LookAsync(key, CancellationToken.None)).AsTask();
        // A store that is known to be there after all, before anybody had to wait, is asked at once.
        return !circuit.IsOpen;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Sight> HeardAsync(ValueTask<Sight> look)
    {
        var sight = await look;
        circuit.Heard(sight.Trouble);
        return sight;
    }

    private async ValueTask<StoreTrouble> HeardAsync(ValueTask<StoreTrouble> work)
    {
        var trouble = await work;
        circuit.Heard(trouble);
        return trouble;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Filled> HeardAsync(ValueTask<Filled> work)
    {
        var filled = await work;
        circuit.Heard(filled == Filled.Dark ? StoreTrouble.TimedOut : StoreTrouble.None);
        return filled;
    }
}
