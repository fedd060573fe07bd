using System.Diagnostics.Metrics;
using CacheFleet.ServiceDefaults;

namespace CacheFleet.Invalidation.Worker.Owed;

/// <summary>What is told of second deletes.</summary>
internal sealed class OwedTelemetry : IDisposable
{
    private readonly Meter _meter;
    private readonly Histogram<double> _late;

    public OwedTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Telemetry.CacheFleet);
        _late = _meter.CreateHistogram<double>("cachefleet.second_deletes.late", "s",
            "By how much a second delete came after its time");
    }

    public void CarriedOut(IReadOnlyList<TimeSpan> late)
    {
        foreach (var one in late)
            _late.Record(Math.Max(0, one.TotalSeconds));
    }

    public void Dispose() => _meter.Dispose();
}
