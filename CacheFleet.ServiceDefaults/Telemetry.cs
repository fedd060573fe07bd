using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace CacheFleet.ServiceDefaults;

/// <summary>
/// Logs, metrics and traces. ASP.NET Core, HttpClient, the runtime and Npgsql publish their own meters and sources,
/// so no instrumentation package is needed.
/// </summary>
public static class Telemetry
{
    /// <summary>The meter and activity source of the caching library and the fleet's services.</summary>
    public const string CacheFleet = "CacheFleet";

    /// <summary>Configuration key: how many new traces a second one instance may record.</summary>
    public const string TracesPerSecondKey = "CacheFleet:Telemetry:TracesPerSecond";

    private const int DefaultTracesPerSecond = 20;

    private static readonly string[] Meters =
    [
        CacheFleet,
        "Npgsql",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http",
        "System.Runtime",
    ];

    private static readonly string[] Sources =
        [CacheFleet, "Npgsql", "Microsoft.AspNetCore", "System.Net.Http"];

    /// <summary>Sets telemetry up; it is exported only where OTEL_EXPORTER_OTLP_ENDPOINT is set.</summary>
    /// <exception cref="InvalidOperationException">The number of traces a second is not a positive one.</exception>
    public static void ConfigureTelemetry(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;

        var tracesPerSecond =
            builder.Configuration.GetValue(TracesPerSecondKey, DefaultTracesPerSecond);
        if (tracesPerSecond <= 0)
        {
            throw new InvalidOperationException(
                $"{TracesPerSecondKey} is {tracesPerSecond}: give a positive number.");
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(Meters))
            .WithTracing(tracing => tracing
                .AddSource(Sources)
                .SetSampler(services => new ParentBasedSampler(new RateLimitedSampler(
                    tracesPerSecond, services.GetRequiredService<TimeProvider>()))))
            .UseOtlpExporter();
    }
}
