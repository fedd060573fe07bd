using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CacheFleet.Caching.Observing;

namespace CacheFleet.Caching.Tests.Observing;

/// <summary>Adds up what one cache's counters counted, under their names and labels.</summary>
internal sealed class Counted : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new();

    public Counted(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == FleetTelemetry.Name && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            var labels = string.Join(',', tags.ToArray().Select(t => t.Value));
            // An observable one tells the sum itself.
            var told = instrument.IsObservable;
            _sums.AddOrUpdate($"{instrument.Name}{{{labels}}}", count,
                (_, sum) => told ? count : sum + count);
        });
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
            _sums.AddOrUpdate(instrument.Name, 1, (_, sum) => sum + 1));
        _listener.Start();
    }

    public long this[string name]
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _sums.GetValueOrDefault(name);
        }
    }

    public void Dispose() => _listener.Dispose();
}
