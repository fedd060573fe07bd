using System.Runtime.CompilerServices;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>One loader per entry in the whole fleet, and no fill after an invalidation.</summary>
/// <remarks>
/// 1. An entry that was fresh a moment ago is looked at cheaply and judged by the local clock, with a margin.
/// 2. Anything else is decided by one look on the store's own clock, which grants the lease in the same trip:
///    fresh, answer; stale, answer if the policy allows and refresh in the background if the lease is ours;
///    absent, load under the lease; busy, wait for news and look again.
/// 3. A fill is taken only while the lease holds. A refused one is right for this caller, who asked before the
///    invalidation, and too old for the next.
/// 4. A store that does not answer, or patience that is at its end: load without a lease, write nothing. Patience ends
///    sooner for a key that is written faster than it can be loaded: no fill holds, and waiting would only add up.
/// Source: leases, Nishtala et al., "Scaling Memcache at Facebook", NSDI'13 3.2.1.
/// </remarks>
internal sealed class Leasing<TKey, T>(
    CacheFamily<TKey, T> family,
    EntryPolicy policy,
    KeySpace space,
    ReaderParts parts,
    LeasedLoad<TKey, T> load,
    IOrigin<TKey, T> origin) : IGlancingReader<TKey, T>, IForgetful<TKey>
    where TKey : notnull
{
    // Twice may happen to anybody; a waiter behind a herd of writers would wait for its turn among all others.
    private const int MostOvertaken = 3;

    private readonly RecentlyFresh<TKey> _recentlyFresh = new();

    public ValueTask<Answer<T>> ReadAsync(TKey id, CancellationToken cancellation) =>
        IsWorthAGlance(id, out var key)
            ? GlanceAndReadAsync(id, key, cancellation)
            : DecideAsync(id, key, cancellation);

    public bool IsWorthAGlance(TKey id, out EntryKey key)
    {
        key = space.Entry(family.Keys, id);
        return _recentlyFresh.Holds(id, parts.StoreClock.Now);
    }

    public void Glance(EntryKey key, PendingGlance pending) => parts.Store.Glance(key, pending);

    public bool TryAnswer(in Sight glance, out Answer<T> answer)
    {
        answer = default;
        return parts.Store.Vet(glance.Trouble) == StoreTrouble.None && TryOpen(glance, out answer);
    }

    private bool TryOpen(in Sight glance, out Answer<T> answer)
    {
        answer = default;
        if (glance.Kind != SightKind.Fresh)
            return false;
        var freshFor = parts.StoreClock.ClearlyFreshFor(glance.Entry, parts.Chance.EarlyBy(policy.Beta));
        if (freshFor <= 0 || !family.Codec.TryOpen(glance.Entry, out var row))
            return false;
        answer = Hit(row, glance.Entry, freshFor);
        return true;
    }

    public ValueTask<Answer<T>> ReadOnAsync(
        TKey id, EntryKey key, SightKind seen, CancellationToken cancellation) =>
        seen == SightKind.Dark
            ? LoadUnleasedAsync(id, LoadReason.StoreDark, cancellation)
            : DecideAsync(id, key, cancellation);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer<T>> GlanceAndReadAsync(
        TKey id, EntryKey key, CancellationToken cancellation)
    {
        var glance = await parts.Store.LookAsync(key, cancellation);
        return TryOpen(glance, out var answer)
            ? answer
            : await ReadOnAsync(id, key, glance.Kind, cancellation);
    }

    public void Forget(TKey id, long version) => _recentlyFresh.Forget(id);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer<T>> DecideAsync(
        TKey id, EntryKey key, CancellationToken cancellation)
    {
        var overtaken = 0;
        for (var looks = 0; looks < policy.LooksWhileBusy && overtaken < MostOvertaken; looks++)
        {
            // Expected before the look: what comes between the look and the wait must not be lost.
            var expected = looks == 0 ? null : parts.WakeUps.Expect(key);
            try
            {
                var sight = parts.Store.Vetted(await parts.Store.LookAsync(key, Terms(), cancellation));
                parts.StoreClock.Observe(sight);
                // A plain miss, straight on: whatever else a look can say costs a state machine more.
                if (sight is { Kind: SightKind.Absent, Lease: { } granted })
                    return await load.RunAsync(id, granted, LoadReason.Absent, sight.StoreTime, cancellation);
                if (await TryAnswerAsync(id, key, sight, cancellation) is { } answer)
                    return answer;
                if (expected is not null && await IsOvertakenAsync(expected, sight, cancellation))
                    overtaken++;
            }
            finally
            {
                if (expected is not null)
                    parts.WakeUps.Leave(key, expected);
            }
        }

        return await LoadUnleasedAsync(id, LoadReason.OutOfPatience, cancellation);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer<T>?> TryAnswerAsync(
        TKey id, EntryKey key, Sight sight, CancellationToken cancellation)
    {
        switch (sight.Kind)
        {
            case SightKind.Fresh when family.Codec.TryOpen(sight.Entry, out var row):
                _recentlyFresh.Remember(id, sight.Entry.FreshUntil);
                return Hit(row, sight.Entry, sight.Entry.FreshUntil - sight.StoreTime);
            case SightKind.Fresh:
                return await ReplaceAsync(id, key, cancellation);
            case SightKind.Stale when TryAnswerStale(id, sight, out var answer):
                return answer;
            case SightKind.Stale when sight.Lease is { } lease:
                return await LoadAsync(id, lease, sight, cancellation);
            case SightKind.Dark:
                return await LoadUnleasedAsync(id, LoadReason.StoreDark, cancellation);
            default:
                return null;
        }
    }

    /// <summary>Nobody here can read the entry: out of the way with it, and load it if the lease is ours.</summary>
    private async ValueTask<Answer<T>?> ReplaceAsync(
        TKey id, EntryKey key, CancellationToken cancellation)
    {
        await parts.Store.InvalidateAsync(key, 0, cancellation);
        var sight = parts.Store.Vetted(await parts.Store.LookAsync(key, Terms(), cancellation));
        return sight.Lease is { } lease
            ? await load.RunAsync(
                id, lease, LoadReason.Undecodable, sight.StoreTime, cancellation)
            : null;
    }

    private bool TryAnswerStale(TKey id, Sight sight, out Answer<T> answer)
    {
        answer = default;
        var staleFor = sight.StoreTime - sight.Entry.FreshUntil;
        // Drawn early it is not stale yet, and anybody may have it.
        if (staleFor >= 0 && !policy.StaleWhileRefreshing)
            return false;
        if (!family.Codec.TryOpen(sight.Entry, out var row))
            return false;
        if (sight.Lease is { } lease && !load.TryRefreshInBackground(id, lease, sight.StoreTime))
            return false;
        answer = staleFor < 0
            ? Hit(row, sight.Entry, -staleFor)
            : Answer.Stale(row, TimeSpan.FromMilliseconds(staleFor));
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer<T>> LoadAsync(
        TKey id, Lease lease, Sight sight, CancellationToken cancellation)
    {
        var reason = family.Codec.TryOpen(sight.Entry, out _) ? LoadReason.Due : LoadReason.Undecodable;
        try
        {
            return await load.RunAsync(id, lease, reason, sight.StoreTime, cancellation);
        }
        catch (Exception e) when (policy.StaleOnError
            && !(e is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            if (!family.Codec.TryOpen(sight.Entry, out var row))
                throw;
            var staleFor = sight.StoreTime - sight.Entry.FreshUntil;
            return Answer.Stale(row, TimeSpan.FromMilliseconds(Math.Max(0, staleFor)));
        }
    }

    /// <summary>Waits for news, for a while; true if the entry was invalidated once more.</summary>
    private async ValueTask<bool> IsOvertakenAsync(
        Expectation expected, Sight sight, CancellationToken cancellation)
    {
        var most = policy.RestWhileBusy.Milliseconds * (0.5 + 0.5 * parts.Chance.Next());
        var rest = TimeSpan.FromMilliseconds(
            Math.Clamp(sight.BusyFor.TotalMilliseconds, 1, Math.Max(1, most)));
        try
        {
            return await expected.News.WaitAsync(rest, parts.Clock, cancellation);
        }
        catch (TimeoutException)
        {
            // The news is late or lost: look again.
            return false;
        }
    }

    private LookTerms Terms() => new(
        policy.Guard == FillGuard.Lease ? policy.LeaseFor.Span : null,
        parts.Chance.EarlyBy(policy.Beta),
        Tombstones.DefaultLife,
        !policy.StaleWhileRefreshing);

    private static Answer<T> Hit(Loaded<T> row, in StoredEntry entry, long freshFor) =>
        Answer.Hit(row, TimeSpan.FromMilliseconds(freshFor), entry.Payload.Length);

    private async ValueTask<Answer<T>> LoadUnleasedAsync(
        TKey id, LoadReason reason, CancellationToken cancellation) =>
        Answer.InTheDark(await origin.LoadAsync(id, reason, cancellation));
}
