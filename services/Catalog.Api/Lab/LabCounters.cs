using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CacheFleet.Caching.Observing;
using CacheFleet.Catalog.Api.Instances;

namespace CacheFleet.Catalog.Api.Lab;

internal sealed record LoadCount(string Family, string Policy, string Reason, long Count);

internal sealed record FillCount(string Family, string Policy, string Outcome, long Count);

internal sealed record ReadCount(
    string Family, string Policy, string Tier, string Outcome, long Count);

internal sealed record CounterReport(
    string Instance, IReadOnlyList<LoadCount> OriginLoads, IReadOnlyList<FillCount> Fills,
    IReadOnlyList<ReadCount> Reads);

/// <summary>
/// The library's own counters, as this instance has counted them since its start.
/// </summary>
/// <remarks>It listens to the very instruments that are exported, so that both say the
/// same.</remarks>
internal sealed class LabCounters(IMeterFactory meters, InstanceIdentity instance)
    : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<Counted, Tally> _tallies = new();
    private readonly MeterListener _listener = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Several replicas may live in one process (tests): only this one's meter counts.
            if (instrument.Meter.Name == FleetTelemetry.Name && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Add);
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    public CounterReport Report()
    {
        // Reads are added up only when somebody asks.
        _listener.RecordObservableInstruments();
        return new(
            instance.Id,
            [.. Of("cachefleet.origin.loads").Select(c =>
                new LoadCount(c.Key.Family, c.Key.Policy, c.Key.Detail, c.Value.Count))],
            [.. Of("cachefleet.fills").Select(c =>
                new FillCount(c.Key.Family, c.Key.Policy, c.Key.Detail, c.Value.Count))],
            [.. Of("cachefleet.reads").Select(c => new ReadCount(
                c.Key.Family, c.Key.Policy, c.Key.Tier, c.Key.Detail, c.Value.Count))]);
    }

    private IEnumerable<KeyValuePair<Counted, Tally>> Of(string name) => _tallies
        .Where(t => t.Key.Name == name)
        .OrderBy(t => (t.Key.Family, t.Key.Policy, t.Key.Tier, t.Key.Detail));

    private void Add(Instrument instrument, long count,
        ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        string family = "", policy = "", tier = "", detail = "";
        foreach (var (name, value) in tags)
        {
            var text = value as string ?? "";
            switch (name)
            {
                case "family": family = text; break;
                case "policy": policy = text; break;
                case "tier": tier = text; break;
                default: detail = text; break;
            }
        }
        var key = new Counted(instrument.Name, family, policy, tier, detail);
        var tally = _tallies.GetOrAdd(key, static _ => new Tally());
        if (instrument.IsObservable)
            Volatile.Write(ref tally.Count, count);
        else
            Interlocked.Add(ref tally.Count, count);
    }

    private readonly record struct Counted(
        string Name, string Family, string Policy, string Tier, string Detail);

    private sealed class Tally
    {
        public long Count;
    }
}
