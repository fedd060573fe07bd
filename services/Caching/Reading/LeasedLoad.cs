using System.Runtime.CompilerServices;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>Loads under a lease: fills while it holds, gives it back when the load fails.</summary>
internal sealed class LeasedLoad<TKey, T>(
    CacheFamily<TKey, T> family,
    EntryPolicy policy,
    ReaderParts parts,
    IOrigin<TKey, T> origin,
    Action<FillOutcome> filledInBackground)
    where TKey : notnull
{
    private readonly EntryTimes _times = new(policy, parts.Chance);
    private readonly SemaphoreSlim _background = new(policy.BackgroundRefreshes);

    /// <summary>Loads and fills; what the loader throws comes through.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Answer<T>> RunAsync(
        TKey id, Lease lease, LoadReason reason, long storeTime, CancellationToken cancellation)
    {
        var begun = parts.Clock.GetTimestamp();
        try
        {
            var loaded = await origin.LoadAsync(id, reason, cancellation);
            var took = parts.Clock.GetElapsedTime(begun);
            return await FillAsync(lease, loaded, storeTime, took);
        }
        catch
        {
            // Whatever went wrong, the next reader need not wait for the lease to end.
            await parts.Store.ReleaseAsync(lease, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Refreshes beside the read; false if too many refreshes are running already.</summary>
    /// <remarks>The lease de-duplicates: only its holder refreshes. The process' end stops it.</remarks>
    public bool TryRefreshInBackground(TKey id, Lease lease, long storeTime)
    {
        if (!_background.Wait(0))
            return false;
        _ = RefreshAsync(id, lease, storeTime);
        return true;
    }

    private async Task RefreshAsync(TKey id, Lease lease, long storeTime)
    {
        await Task.Yield();
        try
        {
            var answer = await RunAsync(
                id, lease, LoadReason.Refresh, storeTime, parts.Stopping);
            filledInBackground(answer.Fill);
        }
        catch (Exception)
        {
            // The load has been counted as failed where it ran, its lease given back; the entry stays until its
            // hard TTL, and the next reader tries again. Nobody waits for this one.
        }
        finally
        {
            _background.Release();
        }
    }

    // Without the caller's token: the load is paid for, and the store's own time limit bounds the fill.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer<T>> FillAsync(
        Lease lease, Loaded<T> loaded, long storeTime, TimeSpan took)
    {
        var storeNow = storeTime + (long)took.TotalMilliseconds;
        var made = _times.Make(loaded, family.Codec, storeNow, took);
        if (made is not { } entry || entry.Payload.Length > policy.MaxPayloadBytes)
        {
            await parts.Store.ReleaseAsync(lease, CancellationToken.None);
            return Answer.Miss(loaded, made is null ? FillOutcome.None : FillOutcome.TooLarge);
        }

        return await parts.Store.FillAsync(lease, entry, CancellationToken.None) switch
        {
            Filled.Stored => Answer.Stored(loaded,
                TimeSpan.FromMilliseconds(entry.FreshUntil - storeNow), entry.Payload.Length),
            Filled.LeaseRefused => Answer.Miss(loaded, FillOutcome.LeaseRefused),
            Filled.VersionRefused => Answer.Miss(loaded, FillOutcome.VersionRefused),
            _ => Answer.Miss(loaded, FillOutcome.Failed),
        };
    }
}
