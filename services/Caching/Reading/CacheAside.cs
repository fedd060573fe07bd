using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>Look, load, fill; early by chance if the policy says so (XFetch).</summary>
/// <remarks>
/// By itself it has both failures this library is about: callers that miss together load together,
/// and a load that began before an invalidation fills after it (set after delete). XFetch alone spreads
/// the loads before the expiry, e^(1/beta) of them in expectation, and needs no lock.
/// </remarks>
internal sealed class CacheAside<TKey, T>(
    CacheFamily<TKey, T> family,
    EntryPolicy policy,
    KeySpace space,
    ReaderParts parts,
    IOrigin<TKey, T> origin) : IReader<TKey, T>
    where TKey : notnull
{
    private readonly EntryTimes _times = new(policy, parts.Chance);

    public async ValueTask<Answer<T>> ReadAsync(TKey id, CancellationToken cancellation)
    {
        var key = space.Entry(family.Keys, id);
        var sight = await parts.Store.LookAsync(key, cancellation);
        switch (sight.Kind)
        {
            case SightKind.Fresh when IsDue(sight.Entry):
                return await LoadAndFillAsync(id, key, LoadReason.Due, cancellation);
            case SightKind.Fresh:
                return family.Codec.TryOpen(sight.Entry, out var row)
                    ? Answer.Hit(row, TimeSpan.Zero, sight.Entry.Payload.Length)
                    : await LoadAndFillAsync(id, key, LoadReason.Undecodable, cancellation);
            case SightKind.Absent:
                return await LoadAndFillAsync(id, key, LoadReason.Absent, cancellation);
            default:
                var reason = LoadReason.StoreDark;
                return Answer.InTheDark(await origin.LoadAsync(id, reason, cancellation));
        }
    }

    private bool IsDue(in StoredEntry entry) => policy.Beta > 0
        && Now + entry.LoadTime * parts.Chance.EarlyBy(policy.Beta) >= entry.FreshUntil;

    private long Now => parts.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async ValueTask<Answer<T>> LoadAndFillAsync(
        TKey id, EntryKey key, LoadReason reason, CancellationToken cancellation)
    {
        var begun = parts.Clock.GetTimestamp();
        var loaded = await origin.LoadAsync(id, reason, cancellation);
        var took = parts.Clock.GetElapsedTime(begun);
        return Answer.Miss(loaded, await FillAsync(key, loaded, took, cancellation));
    }

    private async ValueTask<FillOutcome> FillAsync(
        EntryKey key, Loaded<T> loaded, TimeSpan took, CancellationToken cancellation)
    {
        var now = Now;
        if (_times.Make(loaded, family.Codec, now, took) is not { } entry)
            return FillOutcome.None;
        if (entry.Payload.Length > policy.MaxPayloadBytes)
            return FillOutcome.TooLarge;
        var keepFor = Ttl.Of(TimeSpan.FromMilliseconds(Math.Max(1, entry.KeepUntil - now)));
        var trouble = await parts.Store.WriteAsync(key, entry, keepFor, cancellation);
        return trouble == StoreTrouble.None ? FillOutcome.Stored : FillOutcome.Failed;
    }
}
