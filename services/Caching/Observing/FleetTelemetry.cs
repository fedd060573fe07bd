using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CacheFleet.Caching.Observing;

/// <summary>The meter, the source and the instruments of the library.</summary>
/// <remarks>Labels never hold a key: their number stays bounded by families and policies.</remarks>
public sealed class FleetTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "CacheFleet";

    private readonly Meter _meter;
    private readonly ConcurrentQueue<ReadCounts> _reads = new();

    /// <summary>Makes the instruments.</summary>
    public FleetTelemetry(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(Name);
        _meter.CreateObservableCounter(
            "cachefleet.reads", Reads, "{read}", "Reads of the cache");
        Coalesced = _meter.CreateCounter<long>(
            "cachefleet.coalesced", "{read}", "Reads that shared the read of another caller");
        OriginLoads = _meter.CreateCounter<long>(
            "cachefleet.origin.loads", "{load}", "Loads from the origin");
        OriginLoadDuration = _meter.CreateHistogram<double>(
            "cachefleet.origin.load.duration", "s", "Time a load from the origin took");
        Staleness = _meter.CreateHistogram<double>(
            "cachefleet.staleness", "s", "How far past its soft TTL an answered entry was");
        Fills = _meter.CreateCounter<long>(
            "cachefleet.fills", "{fill}", "Attempts to write a loaded value to the shared store");
    }

    internal static ActivitySource Source { get; } = new(Name);

    internal Counter<long> Coalesced { get; }

    internal Counter<long> OriginLoads { get; }

    internal Histogram<double> OriginLoadDuration { get; }

    internal Histogram<double> Staleness { get; }

    internal Counter<long> Fills { get; }

    /// <summary>Where the reads of one family under one policy are counted.</summary>
    internal ReadCounts CountReads(Labels labels)
    {
        var counts = new ReadCounts(labels);
        _reads.Enqueue(counts);
        return counts;
    }

    private IEnumerable<Measurement<long>> Reads() => _reads.SelectMany(counts => counts.Collect());

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
