namespace CacheFleet.Caching.Storing;

/// <summary>Asks a store that was dark a moment ago only now and then.</summary>
/// <remarks>
/// Without it every read would wait its full time for a store that hangs. The circuit opens after
/// some failures in a row; while it is open one caller per interval asks, the others are told at
/// once; its answer closes the circuit.
/// </remarks>
internal sealed class FailFastStore(ISharedStore inner, Circuit circuit) : ISharedStore
{
    public async ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation)
    {
        if (!circuit.LetsThrough())
            return Sight.Dark(StoreTrouble.NotAsked);
        var sight = await inner.LookAsync(key, cancellation);
        circuit.Heard(sight.Trouble);
        return sight;
    }

    public async ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation)
    {
        if (!circuit.LetsThrough())
            return StoreTrouble.NotAsked;
        var trouble = await inner.WriteAsync(key, entry, timeToLive, cancellation);
        circuit.Heard(trouble);
        return trouble;
    }

    public async ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation)
    {
        if (!circuit.LetsThrough())
            return StoreTrouble.NotAsked;
        var trouble = await inner.DeleteAsync(keys, cancellation);
        circuit.Heard(trouble);
        return trouble;
    }

    public async ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation)
    {
        if (!circuit.LetsThrough())
            return Invalidated.Dark;
        var found = await inner.InvalidateAsync(key, version, cancellation);
        circuit.Heard(found == Invalidated.Dark ? StoreTrouble.TimedOut : StoreTrouble.None);
        return found;
    }
}
