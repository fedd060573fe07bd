using System.Runtime.CompilerServices;
using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Observing;

/// <summary>Counts and times loads: the number that every guard is judged by.</summary>
internal sealed class ObservedOrigin<TKey, T>(
    IOrigin<TKey, T> inner, FleetTelemetry telemetry, Labels labels, TimeProvider clock)
    : IOrigin<TKey, T>
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Loaded<T>> LoadAsync(
        TKey id, LoadReason reason, CancellationToken cancellation)
    {
        // Counted when it begins: a load that is cancelled or fails has cost the origin all the same.
        telemetry.OriginLoads.Add(1, labels.Of(reason));
        var begun = clock.GetTimestamp();
        using var span = FleetTelemetry.Source.StartActivity("cachefleet.origin.load");
        span?.AddTag("cachefleet.family", labels.Both[0].Value);
        span?.AddTag("cachefleet.policy", labels.Both[1].Value);
        try
        {
            return await inner.LoadAsync(id, reason, cancellation);
        }
        finally
        {
            telemetry.OriginLoadDuration.Record(
                clock.GetElapsedTime(begun).TotalSeconds, labels.Both);
        }
    }
}
