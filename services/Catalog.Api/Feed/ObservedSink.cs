using System.Diagnostics.Metrics;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka.Following;
using CacheFleet.Caching.Observing;
using CacheFleet.Catalog.Api.Origin;

namespace CacheFleet.Catalog.Api.Feed;

/// <summary>Counts what the feed does to the cache.</summary>
internal sealed class ObservedSink : IInvalidationSink
{
    private static readonly double[] LagBuckets =
        [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300];

    private static readonly KeyValuePair<string, object?> Near = new("tier", "near");

    private readonly IInvalidationSink _inner;
    private readonly IChangeWatch _watch;
    private readonly TimeProvider _clock;
    private readonly Action<bool> _trusts;
    private readonly Meter _meter;
    private readonly Histogram<double> _lag;

    public ObservedSink(
        IInvalidationSink inner, IChangeWatch watch, IMeterFactory meters, TimeProvider clock, Action<bool> trusts)
    {
        (_inner, _watch, _clock, _trusts) = (inner, watch, clock, trusts);
        _meter = meters.Create(FleetTelemetry.Name);
        _lag = _meter.CreateHistogram("cachefleet.invalidation.lag", "s",
            "From the commit of a change to its application",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LagBuckets });
    }

    /// <summary>Exports whether memory is trusted and how far behind the clock the feed is.</summary>
    public void Watch(FeedTrust trust)
    {
        _meter.CreateObservableGauge("cachefleet.near.trusted", () => trust.IsTrusted ? 1 : 0, null,
            "1 while this replica's memory may answer, 0 while it is bypassed");
        _meter.CreateObservableGauge("cachefleet.feed.behind", () => Behind(trust), "s",
            "How long ago everything committed was known to have been applied here");
    }

    public bool Apply(EntityChanged change)
    {
        var known = _inner.Apply(change);
        _watch.Logged(change);
        if (known && change.CommittedAt is { } committed)
            _lag.Record(Math.Max(0, (_clock.GetUtcNow() - committed).TotalSeconds), Near);
        return known;
    }

    public void DistrustBefore(long timestamp)
    {
        _inner.DistrustBefore(timestamp);
        _trusts(timestamp != long.MaxValue);
    }

    private IEnumerable<Measurement<double>> Behind(FeedTrust trust) =>
        trust.Watermark is { } watermark
            ? [new Measurement<double>((_clock.GetUtcNow() - watermark).TotalSeconds)]
            : [];
}
