using System.Diagnostics.Metrics;
using CacheFleet.Caching.Observing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheFleet.Tidy.Tests.Dashboards;

/// <summary>The instruments that the fleet's services make, under the names that Prometheus gives them.</summary>
internal static class Exported
{
    private static readonly string[] PlatformMeters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    /// <summary>Makes every meter of a service and listens to what it announces.</summary>
    public static async Task<HashSet<string>> MetricsAsync()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == FleetTelemetry.Name || PlatformMeters.Contains(instrument.Meter.Name))
                names.UnionWith(PrometheusNames(instrument));
        };
        listener.Start();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        await app.StartAsync();
        var meters = app.Services.GetRequiredService<IMeterFactory>();
        using var library = new FleetTelemetry(meters);
        using var worker = MakeWorkers(meters);
        await app.StopAsync();
        return names;
    }

    /// <summary>What the OTLP receiver of Prometheus makes of an instrument's name, unit and kind.</summary>
    public static IEnumerable<string> PrometheusNames(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        var name = instrument.Name.Replace('.', '_') + UnitOf(instrument.Unit);
        if (kind.StartsWith("Histogram", StringComparison.Ordinal))
            return [name + "_bucket", name + "_sum", name + "_count"];
        return [kind.StartsWith("Counter", StringComparison.Ordinal)
            || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? name + "_total" : name];
    }

    // Units in braces are annotations and leave no trace in the name.
    private static string UnitOf(string? unit) => unit switch
    {
        "s" => "_seconds",
        "ms" => "_milliseconds",
        "By" => "_bytes",
        "1" => "_ratio",
        _ => "",
    };

    // It is the worker's own affair and not public.
    private static IDisposable MakeWorkers(IMeterFactory meters)
    {
        var type = System.Reflection.Assembly.Load("CacheFleet.Invalidation.Worker")
            .GetType("CacheFleet.Invalidation.Worker.Observing.WorkerTelemetry", throwOnError: true)!;
        return (IDisposable)Activator.CreateInstance(type, meters)!;
    }
}
