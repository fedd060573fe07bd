using CacheFleet.Caching.Reading;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Writing;

/// <summary>What a committed change does to a family's entries, under each of its policies.</summary>
/// <remarks>
/// Under a guarded policy the change voids every lease and leaves a tombstone, so no load that began before it can
/// fill after it. Under an unguarded one the entry is only deleted, which is what the lab compares with.
/// </remarks>
internal sealed class FamilyWriter<TKey, T>(CacheFamily<TKey, T> family, ReaderParts parts)
    where TKey : notnull
{
    private readonly IReadOnlyList<KeySpace> _spaces = parts.Spaces.Of(family.Name);

    private readonly Dictionary<PolicyName, EntryTimes> _times =
        family.Policies.ToDictionary(p => p.Name, p => new EntryTimes(p, parts.Chance));

    public ValueTask<StoreTrouble> InvalidateAsync(
        TKey id, long version, CancellationToken cancellation) =>
        ForEachPolicyAsync(id, (policy, key) => policy.Guard == FillGuard.None
            ? DeleteAsync(key, cancellation)
            : InvalidateAsync(key, version, cancellation));

    public ValueTask<StoreTrouble> WriteThroughAsync(
        TKey id, Loaded<T> committed, CancellationToken cancellation) =>
        ForEachPolicyAsync(id, (policy, key) => policy.Guard == FillGuard.None
            ? DeleteAsync(key, cancellation)
            : PutAsync(policy, key, committed, cancellation));

    private async Task<StoreTrouble> PutAsync(
        EntryPolicy policy, EntryKey key, Loaded<T> committed, CancellationToken cancellation)
    {
        var now = parts.StoreClock.Now;
        var entry = committed.IsPresent
            ? _times[policy.Name].Make(committed, family.Codec, now, TimeSpan.Zero)
            : null;
        if (entry is null || entry.Value.Payload.Length > policy.MaxPayloadBytes)
            return await InvalidateAsync(key, committed.Version, cancellation);
        return await parts.Store.PutAsync(key, entry.Value, cancellation) == Filled.Dark
            ? StoreTrouble.TimedOut
            : StoreTrouble.None;
    }

    private async Task<StoreTrouble> DeleteAsync(EntryKey key, CancellationToken cancellation) =>
        await parts.Store.DeleteAsync([key], cancellation);

    private async Task<StoreTrouble> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation) =>
        await parts.Store.InvalidateAsync(key, version, cancellation) == Invalidated.Dark
            ? StoreTrouble.TimedOut
            : StoreTrouble.None;

    // Every policy, whatever another one's trouble was; the first trouble is the answer.
    private async ValueTask<StoreTrouble> ForEachPolicyAsync(
        TKey id, Func<EntryPolicy, EntryKey, Task<StoreTrouble>> change)
    {
        var text = family.Keys.Write(id);
        var changes = _spaces.Select(space =>
            change(family.PolicyCalled(space.Policy), space.Entry(text)));
        var troubles = await Task.WhenAll(changes);
        return troubles.FirstOrDefault(trouble => trouble != StoreTrouble.None);
    }
}
