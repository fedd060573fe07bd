using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CacheFleet.Caching.Observing;

namespace CacheFleet.Lab.Shelf;

/// <summary>Why loads were made and what became of fills, by the library's own counters.</summary>
internal sealed class LoadReasons : IDisposable
{
    private readonly ConcurrentDictionary<(string Instrument, string Policy, string Detail), long> _counts = new();
    private readonly MeterListener _listener = new();

    public LoadReasons()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == FleetTelemetry.Name && !instrument.IsObservable)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Add);
        _listener.Start();
    }

    /// <summary>Loads of a policy for a reason: absent, due, refresh, …</summary>
    public long Loads(string policy, string reason) =>
        _counts.GetValueOrDefault(("cachefleet.origin.loads", policy, reason));

    /// <summary>Fills of a policy that a guard refused.</summary>
    public long Refused(string policy) => _counts.Where(count => count.Key.Instrument == "cachefleet.fills"
        && count.Key.Policy == policy && count.Key.Detail.EndsWith("_refused", StringComparison.Ordinal))
        .Sum(count => count.Value);

    public void Dispose() => _listener.Dispose();

    private void Add(
        Instrument instrument, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        string policy = "", detail = "";
        foreach (var (name, value) in tags)
        {
            if (name == "policy") policy = value as string ?? "";
            else if (name != "family") detail = value as string ?? "";
        }
        _counts.AddOrUpdate((instrument.Name, policy, detail), count, (_, before) => before + count);
    }
}
