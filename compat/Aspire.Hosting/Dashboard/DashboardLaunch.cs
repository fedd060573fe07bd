namespace Aspire.Hosting.Dashboard;

/// <summary>How the dashboard out of the Aspire CLI's bundle is started beside a host.</summary>
internal sealed record DashboardLaunch(
    string Path, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    public const string ResourceName = "aspire-dashboard";

    /// <param name="bundle">The unpacked bundle, with <c>managed/aspire-managed</c> in it.</param>
    /// <param name="addresses">Where it is to listen.</param>
    /// <param name="resourceService">Where this host answers it; null for telemetry only.</param>
    /// <param name="apiKey">What it has to show there.</param>
    /// <exception cref="DistributedApplicationException">The bundle holds no dashboard.</exception>
    public static DashboardLaunch From(
        string bundle, DashboardAddresses addresses, Uri? resourceService, string? apiKey)
    {
        var path = System.IO.Path.Combine(bundle, "managed", "aspire-managed");
        if (!File.Exists(path))
            throw new DistributedApplicationException(
                $"There is no Aspire dashboard at {path}: run the set-up again.");
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = Address(addresses.Page),
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Address(addresses.OtlpGrpc),
            ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Address(addresses.OtlpHttp),
            // Page, OTLP and API listen on the loopback address only, and ask nobody who he is.
            ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true",
            ["ASPIRE_DASHBOARD_API_ENABLED"] = "true",
            ["DASHBOARD__OTLP__SUPPRESSUNSECUREDTELEMETRYMESSAGE"] = "true",
            ["DASHBOARD__TELEMETRY__OPTOUT"] = "true",
            ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "1",
            // One point per second: three hours of metrics, and memory that ends somewhere.
            ["DASHBOARD__TELEMETRYLIMITS__MAXMETRICSCOUNT"] = "10000",
            ["DASHBOARD__TELEMETRYLIMITS__MAXTRACECOUNT"] = "5000",
            ["DASHBOARD__TELEMETRYLIMITS__MAXLOGCOUNT"] = "10000",
            // A heap per core buys a page for one user nothing.
            ["DOTNET_gcServer"] = "0",
            ["LOGGING__LOGLEVEL__DEFAULT"] = "Warning",
        };
        if (resourceService is not null)
        {
            environment["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = Address(resourceService);
            environment["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey";
            environment["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = apiKey ?? "";
        }

        return new DashboardLaunch(path, ["dashboard"], environment);
    }

    private static string Address(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
