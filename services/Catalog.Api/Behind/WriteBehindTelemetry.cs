using System.Diagnostics.Metrics;
using CacheFleet.Caching.Observing;
using CacheFleet.Caching.Postgres.Buffering;

namespace CacheFleet.Catalog.Api.Behind;

/// <summary>What is told of writes that reach their rows later.</summary>
internal sealed class WriteBehindTelemetry : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _flushed;
    private readonly Counter<long> _coalesced;

    public WriteBehindTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(FleetTelemetry.Name);
        _flushed = _meter.CreateCounter<long>("cachefleet.write_behind.flushed", "{row}",
            "Rows that buffered writes were written to");
        _coalesced = _meter.CreateCounter<long>("cachefleet.write_behind.coalesced", "{write}",
            "Buffered writes that a later one of the same key superseded");
    }

    public void Flushed(IReadOnlyList<BufferedChange> changes)
    {
        _flushed.Add(changes.Count);
        _coalesced.Add(changes.Sum(change => change.Writes - 1));
    }

    public void Dispose() => _meter.Dispose();
}
