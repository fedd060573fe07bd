using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CacheFleet.ServiceDefaults;

/// <summary>What every service of the fleet has: telemetry and health.</summary>
public static class ServiceDefaults
{
    /// <summary>All checks pass: ready to take traffic.</summary>
    public const string HealthPath = "/health";

    /// <summary>The process answers: not to be restarted.</summary>
    public const string AlivePath = "/alive";

    private const string Live = "live";

    /// <summary>Adds OpenTelemetry (exported over OTLP where an endpoint is set) and a liveness check.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        HttpSpans.TagAtStart();
        builder.ConfigureTelemetry();
        builder.Services.AddHealthChecks()
            .AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);
        return builder;
    }

    /// <summary>Maps <see cref="HealthPath"/> and <see cref="AlivePath"/>, neither of which is traced.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseHttpSpans();
        app.MapHealthChecks(HealthPath);
        app.MapHealthChecks(AlivePath, new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Live),
        });
        return app;
    }
}
