using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace CacheFleet.Compat.Aspire.Tests.Dashboard;

/// <summary>
/// An instance of the service <c>api</c> that has counted so many loads; once a second it says so.
/// </summary>
internal sealed class CountedInstance : IDisposable
{
    private readonly Meter _meter = new("CacheFleet");
    private readonly MeterProvider _exporter;

    public CountedInstance(Uri otlp, string instance, int loads)
    {
        var mine = _meter;
        _exporter = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(r => r.AddService("api", serviceInstanceId: instance))
            .AddMeter(mine.Name)
            .AddView(instrument => instrument.Meter == mine ? null : MetricStreamConfiguration.Drop)
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = otlp;
                exporter.Protocol = OtlpExportProtocol.Grpc;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 1000;
            })
            .Build();
        _meter.CreateCounter<long>("cachefleet.origin.loads")
            .Add(loads, new KeyValuePair<string, object?>("family", "bestsellers"));
    }

    public void Dispose()
    {
        _exporter.Dispose();
        _meter.Dispose();
    }
}
