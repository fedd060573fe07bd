using System.Security.Cryptography;

namespace Aspire.Hosting.Dashboard;

/// <summary>How the dashboard out of the Aspire CLI's bundle is started beside a host.</summary>
internal sealed record DashboardLaunch(
    string Path, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    public const string ResourceName = "aspire-dashboard";

    /// <param name="program"><c>managed/aspire-managed</c> of the unpacked bundle.</param>
    /// <param name="addresses">Where it is to listen.</param>
    /// <param name="resourceService">Where this host answers it, and what it has to show there.</param>
    /// <param name="telemetryKey">
    /// What a reader of <c>/api/telemetry</c> has to send as <c>x-api-key</c>; null makes one up.
    /// </param>
    public static DashboardLaunch From(
        string program,
        DashboardAddresses addresses,
        (Uri Address, string Key) resourceService,
        string? telemetryKey)
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = Address(addresses.Page),
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Address(addresses.OtlpGrpc),
            ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Address(addresses.OtlpHttp),
            // Page and OTLP listen on the loopback address only, and ask nobody who he is.
            ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "false",
            ["DASHBOARD__FRONTEND__AUTHMODE"] = "Unsecured",
            ["DASHBOARD__OTLP__AUTHMODE"] = "Unsecured",
            ["DASHBOARD__OTLP__SUPPRESSUNSECUREDTELEMETRYMESSAGE"] = "true",
            // Were the API open too, a banner on every page would warn of it.
            ["ASPIRE_DASHBOARD_API_ENABLED"] = "true",
            ["DASHBOARD__API__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__API__PRIMARYAPIKEY"] = telemetryKey ?? RandomNumberGenerator.GetHexString(32),
            ["DASHBOARD__TELEMETRY__OPTOUT"] = "true",
            ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "1",
            // One point per second: three hours of metrics, and memory that ends somewhere.
            ["DASHBOARD__TELEMETRYLIMITS__MAXMETRICSCOUNT"] = "10000",
            ["DASHBOARD__TELEMETRYLIMITS__MAXTRACECOUNT"] = "5000",
            ["DASHBOARD__TELEMETRYLIMITS__MAXLOGCOUNT"] = "10000",
            // A heap per core buys a page for one user nothing.
            ["DOTNET_gcServer"] = "0",
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = Address(resourceService.Address),
            ["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = resourceService.Key,
            ["LOGGING__LOGLEVEL__DEFAULT"] = "Warning",
        };
        return new DashboardLaunch(program, ["dashboard"], environment);
    }

    private static string Address(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
