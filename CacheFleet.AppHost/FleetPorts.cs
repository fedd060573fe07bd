using Microsoft.Extensions.Configuration;

namespace CacheFleet.AppHost;

/// <summary>
/// The ports that people and browsers know. A taken one is told before anything starts; later it would be a stack
/// trace of whoever came to bind it.
/// </summary>
internal static class FleetPorts
{
    private static readonly string[] OfTheDashboard =
    [
        "ASPNETCORE_URLS",
        "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL",
        "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL",
    ];

    /// <exception cref="FleetException">One of them is taken.</exception>
    public static void RequireFree(IConfiguration configuration, FleetOptions fleet)
    {
        // Tests let the orchestrator choose every port, whatever is configured.
        if (configuration["DcpPublisher:RandomizePorts"] is "true" or "True") return;
        if (fleet.ApiPort is { } api) LoopbackPort.RequireFree(api, "--api-port");
        foreach (var variable in OfTheDashboard)
        {
            var first = configuration[variable]?.Split(';')[0];
            if (Uri.TryCreate(first, UriKind.Absolute, out var address) && address.Port > 0)
                LoopbackPort.RequireFree(address.Port, $"{variable} (now {first})");
        }
    }
}
