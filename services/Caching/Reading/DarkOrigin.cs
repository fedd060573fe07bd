using System.Threading.RateLimiting;

namespace CacheFleet.Caching.Reading;

/// <summary>Lets only so many loads run at once that nothing else bounds.</summary>
/// <remarks>
/// A store that absorbed nearly all reads has just gone: without a bound all of them would fall upon
/// the origin. The same holds for callers whose patience with another's lease is over. Loads for other
/// reasons pass; the policy's own guards bound those.
/// </remarks>
internal sealed class DarkOrigin<TKey, T>(IOrigin<TKey, T> inner, EntryPolicy policy)
    : IOrigin<TKey, T>
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = policy.LoadsWhileDark,
        QueueLimit = policy.WaitersWhileDark,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public ValueTask<Loaded<T>> LoadAsync(
        TKey id, LoadReason reason, CancellationToken cancellation) =>
        reason is LoadReason.StoreDark or LoadReason.OutOfPatience or LoadReason.BelowFloor
            ? LoadOneOfFewAsync(id, reason, cancellation)
            : inner.LoadAsync(id, reason, cancellation);

    private async ValueTask<Loaded<T>> LoadOneOfFewAsync(
        TKey id, LoadReason reason, CancellationToken cancellation)
    {
        using var turn = await _limiter.AcquireAsync(1, cancellation);
        if (!turn.IsAcquired)
        {
            throw new OriginOverloadedException(
                $"The shared store is dark and {policy.LoadsWhileDark} loads are running with "
                + $"{policy.WaitersWhileDark} callers waiting: raise "
                + $"{nameof(EntryPolicy.LoadsWhileDark)} or {nameof(EntryPolicy.WaitersWhileDark)} "
                + $"of policy '{policy.Name}', or mend the store.");
        }
        return await inner.LoadAsync(id, reason, cancellation);
    }
}
