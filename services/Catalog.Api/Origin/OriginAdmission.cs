using System.Threading.RateLimiting;
using CacheFleet.Caching;
using CacheFleet.Caching.Redis;
using Microsoft.Extensions.Options;

namespace CacheFleet.Catalog.Api.Origin;

/// <summary>
/// Admits so many loads a second, and no more, while the shared store is not to be believed or has
/// just been emptied: what it usually absorbs would fall upon the database at once.
/// </summary>
/// <remarks>
/// A token bucket of a tenth of a second; loads queue for up to a second, further ones are refused
/// (503).
/// </remarks>
internal sealed class OriginAdmission(StandingWatch watch, IOptions<CatalogOptions> options) : IDisposable
{
    private const int StepsPerSecond = 10;

    private readonly int _rate = options.Value.CappedLoadsPerSecond;

    private readonly TokenBucketRateLimiter _limiter = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = Math.Max(1, options.Value.CappedLoadsPerSecond / StepsPerSecond),
        TokensPerPeriod = Math.Max(1, options.Value.CappedLoadsPerSecond / StepsPerSecond),
        ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / StepsPerSecond),
        QueueLimit = options.Value.CappedLoadsPerSecond,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public Loader<TKey, T> Around<TKey, T>(Loader<TKey, T> load) => (id, cancellation) =>
        watch.IsCapped ? LoadAdmittedAsync(load, id, cancellation) : load(id, cancellation);

    public void Dispose() => _limiter.Dispose();

    private async ValueTask<Loaded<T>> LoadAdmittedAsync<TKey, T>(
        Loader<TKey, T> load, TKey id, CancellationToken cancellation)
    {
        using var turn = await _limiter.AcquireAsync(1, cancellation);
        return turn.IsAcquired
            ? await load(id, cancellation)
            : throw new OriginOverloadedException(
                $"The cache is recovering, and {_rate} loads a second are running with as many waiting: raise "
                + $"{CatalogOptions.Section}:{nameof(CatalogOptions.CappedLoadsPerSecond)}, or wait.");
    }
}
