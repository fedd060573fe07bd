using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Invalidation.Worker.Observing.Consistency;
using CacheFleet.ServiceDefaults;

namespace CacheFleet.Invalidation.Worker.Observing;

/// <summary>The worker's instruments and spans.</summary>
internal sealed class WorkerTelemetry : IDisposable
{
    private static readonly double[] LagBuckets =
        [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300];

    // A replica's memory is the other tier.
    private static readonly KeyValuePair<string, object?> Shared = new("tier", "shared");

    private static readonly string[] Tiers = ["shared", "near"];

    private readonly ActivitySource _source = new(Telemetry.CacheFleet);
    private readonly Meter _meter;
    private readonly Counter<long> _invalidations;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _recoveries;
    private readonly Counter<long> _inconsistencies;
    private readonly Counter<long> _observed;
    private readonly Histogram<double> _lag;

    private volatile bool _active;
    private BacklogSight _backlog = new(0, TimeSpan.Zero);
    private TimeSpan _heldBack;

    public WorkerTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Telemetry.CacheFleet);
        _invalidations = _meter.CreateCounter<long>("cachefleet.invalidations", "{event}",
            "Events applied to the shared store");
        _deadLetters = _meter.CreateCounter<long>("cachefleet.dead_letters", "{event}",
            "Messages that no retry would help, kept as dead letters");
        _recoveries = _meter.CreateCounter<long>("cachefleet.recoveries", "{recovery}",
            "Times that a store which lacked events was made up for");
        _inconsistencies = _meter.CreateCounter<long>("cachefleet.inconsistencies", "{entry}",
            "Entries that were older than a change so long after it");
        _observed = _meter.CreateCounter<long>("cachefleet.observations", "{event}",
            "Changes that were looked for in Redis and in every replica's memory");
        _lag = _meter.CreateHistogram("cachefleet.invalidation.lag", "s",
            "From the commit of a change to its application",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LagBuckets });
        _meter.CreateObservableGauge("cachefleet.outbox.pending", () => IfActive(_backlog.Pending),
            "{event}", "Committed events that the relay has not delivered yet");
        _meter.CreateObservableGauge("cachefleet.outbox.oldest",
            () => IfActive(_backlog.OldestAge.TotalSeconds), "s", "Age of the oldest of them");
        _meter.CreateObservableGauge("cachefleet.outbox.stalled",
            () => IfActive(_heldBack.TotalSeconds), "s",
            "For how long events have been waiting behind an open transaction");
    }

    public void Applied(string outcome) => _invalidations.Add(1,
        new KeyValuePair<string, object?>("source", "log"),
        new KeyValuePair<string, object?>("outcome", outcome));

    public void DeadLetter(string reason) =>
        _deadLetters.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Recovered(string recovery, string cause) => _recoveries.Add(1,
        new KeyValuePair<string, object?>("recovery", Label(recovery)),
        new KeyValuePair<string, object?>("cause", Label(cause)));

    public void Observed(TimeSpan window, int changes, IReadOnlyList<Inconsistency> found)
    {
        var after = new KeyValuePair<string, object?>("window", $"{window.TotalSeconds:0}s");
        _observed.Add(changes, after);
        // Also none is said, so that there is a line at zero to look at.
        foreach (var tier in Tiers)
        {
            _inconsistencies.Add(found.Count(one => one.Tier == tier), after,
                new KeyValuePair<string, object?>("tier", tier));
        }
    }

    public void Lag(TimeSpan lag) => _lag.Record(Math.Max(0, lag.TotalSeconds), Shared);

    public void Backlog(BacklogSight backlog, TimeSpan heldBack) =>
        (_backlog, _heldBack) = (backlog, heldBack);

    /// <summary>
    /// Only the active relay's worker tells the backlog: it is one for all of them.
    /// </summary>
    public void IsActive(bool active) => _active = active;

    /// <summary>Goes on with the trace that the event carries, if it carries one.</summary>
    public Activity? Start(string name, ActivityKind kind, string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            ? _source.StartActivity(name, kind, parent)
            : null;

    public void Dispose()
    {
        _meter.Dispose();
        _source.Dispose();
    }

    // "StoreEmpty" is "store_empty".
    private static string Label(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private IEnumerable<Measurement<T>> IfActive<T>(T value)
        where T : struct => _active ? [new Measurement<T>(value)] : [];
}
