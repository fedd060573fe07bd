using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>Look, load, fill.</summary>
/// <remarks>
/// By itself it has both failures this library is about: callers that miss together load together,
/// and a load that began before an invalidation fills after it (set after delete).
/// </remarks>
internal sealed class CacheAside<TKey, T>(
    CacheFamily<TKey, T> family,
    EntryPolicy policy,
    KeySpace space,
    ISharedStore store,
    IOrigin<TKey, T> origin) : IReader<TKey, T>
    where TKey : notnull
{
    public async ValueTask<Answer<T>> ReadAsync(TKey id, CancellationToken cancellation)
    {
        var key = space.Entry(family.Keys.Write(id));
        var sight = await store.LookAsync(key, cancellation);
        switch (sight.Kind)
        {
            case SightKind.Fresh:
                return family.Codec.TryDecode(sight.Entry.Payload, out var value)
                    ? Answer.Hit(value, sight.Entry.Version)
                    : await LoadAndFillAsync(id, key, LoadReason.Undecodable, cancellation);
            case SightKind.Absent:
                return await LoadAndFillAsync(id, key, LoadReason.Absent, cancellation);
            default:
                var reason = LoadReason.StoreDark;
                return Answer.InTheDark(await origin.LoadAsync(id, reason, cancellation));
        }
    }

    private async ValueTask<Answer<T>> LoadAndFillAsync(
        TKey id, EntryKey key, LoadReason reason, CancellationToken cancellation)
    {
        var loaded = await origin.LoadAsync(id, reason, cancellation);
        var fill = loaded.IsPresent
            ? await FillAsync(key, loaded, cancellation)
            : FillOutcome.None;
        return Answer.Miss(loaded, fill);
    }

    private async ValueTask<FillOutcome> FillAsync(
        EntryKey key, Loaded<T> loaded, CancellationToken cancellation)
    {
        var payload = family.Codec.Encode(loaded.Value);
        if (payload.Length > policy.MaxPayloadBytes)
            return FillOutcome.TooLarge;
        var entry = new StoredEntry(payload, loaded.Version);
        var trouble = await store.WriteAsync(key, entry, policy.TimeToLive, cancellation);
        return trouble == StoreTrouble.None ? FillOutcome.Stored : FillOutcome.Failed;
    }
}
