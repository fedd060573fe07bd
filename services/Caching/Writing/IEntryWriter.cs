using CacheFleet.Caching.Reading;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Writing;

/// <summary>What a committed change does to the entry under one policy.</summary>
internal interface IEntryWriter<T>
{
    Task<StoreTrouble> WriteAsync(EntryKey key, Committed<T> change, CancellationToken cancellation);
}

/// <summary>Cache-aside: the entry goes, and whoever is loading may still fill in what is older.</summary>
internal sealed class Deletion<T>(ISharedStore store) : IEntryWriter<T>
{
    public Task<StoreTrouble> WriteAsync(
        EntryKey key, Committed<T> change, CancellationToken cancellation) =>
        store.DeleteAsync([key], cancellation).AsTask();
}

/// <summary>The entry goes and every lease on it is void.</summary>
internal sealed class Invalidation<T>(ISharedStore store) : IEntryWriter<T>
{
    public async Task<StoreTrouble> WriteAsync(
        EntryKey key, Committed<T> change, CancellationToken cancellation) =>
        await store.InvalidateAsync(key, change.Version, cancellation) == Invalidated.Dark
            ? StoreTrouble.TimedOut
            : StoreTrouble.None;
}

/// <summary>The committed row replaces an older entry; a row that cannot stand there invalidates it.</summary>
internal sealed class Replacement<T>(ICacheCodec<T> codec, EntryPolicy policy, ReaderParts parts)
    : IEntryWriter<T>
{
    private readonly EntryTimes _times = new(policy, parts.Chance);
    private readonly Invalidation<T> _otherwise = new(parts.Store);

    public async Task<StoreTrouble> WriteAsync(
        EntryKey key, Committed<T> change, CancellationToken cancellation)
    {
        var entry = change.Row.IsPresent
            ? _times.Make(change.Row, codec, parts.StoreClock.Now, TimeSpan.Zero)
            : null;
        if (entry is null || entry.Value.Payload.Length > policy.MaxPayloadBytes)
            return await _otherwise.WriteAsync(key, change, cancellation);
        return await parts.Store.PutAsync(key, entry.Value, cancellation) == Filled.Dark
            ? StoreTrouble.TimedOut
            : StoreTrouble.None;
    }
}
