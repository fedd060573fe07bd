using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Extensions.Hosting.Implementation;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds OpenTelemetry to a host.</summary>
public static class OpenTelemetryServicesExtensions
{
    /// <summary>
    /// Adds the OpenTelemetry SDK: the providers start and stop with the host. Safe to call many times.
    /// </summary>
    public static OpenTelemetryBuilder AddOpenTelemetry(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        // First in line, so that the providers listen before any other hosted service starts.
        var hosted = ServiceDescriptor.Singleton<IHostedService, TelemetryHostedService>();
        if (!services.Any(d => d.ImplementationType == hosted.ImplementationType))
            services.Insert(0, hosted);

        return new OpenTelemetryBuilder(services);
    }
}
