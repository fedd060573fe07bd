using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Where the dashboard listens: its page, and OTLP over gRPC and over HTTP; and where we answer it. They are
/// decided before anything starts, because every resource that exports telemetry is told of them.
/// </summary>
internal sealed record DashboardAddresses(Uri Page, Uri OtlpGrpc, Uri OtlpHttp, Uri ResourceService)
{
    private const string PageKey = "ASPNETCORE_URLS";
    private const string OtlpGrpcKey = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    private const string OtlpHttpKey = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";
    private const string ResourceServiceKey = "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL";

    /// <summary>As configured; a free port of the loopback address for what is not.</summary>
    public static DashboardAddresses From(IConfiguration configuration)
    {
        var free = FreePorts(4);
        return new DashboardAddresses(
            Configured(configuration, PageKey) ?? Loopback(free[0]),
            Configured(configuration, OtlpGrpcKey) ?? Loopback(free[1]),
            Configured(configuration, OtlpHttpKey) ?? Loopback(free[2]),
            Configured(configuration, ResourceServiceKey) ?? Loopback(free[3]));
    }

    /// <summary>On free ports whatever is configured: for tests that run beside a fleet.</summary>
    public static DashboardAddresses Free() => From(new ConfigurationBuilder().Build());

    /// <exception cref="DistributedApplicationException">Something listens at one of them already.</exception>
    public void RefuseTaken()
    {
        foreach (var (what, address, key) in All())
            if (!IsFree(address.Port))
                throw new DistributedApplicationException(
                    $"Port {address.Port} for the dashboard's {what} is taken: "
                    + $"stop what listens there, or set {key} to another address (it is {address}).");
    }

    /// <summary>
    /// Lets everything that reads the configuration see the ports that were found free.
    /// </summary>
    public void WriteTo(IConfiguration configuration)
    {
        foreach (var (_, address, key) in All())
            configuration[key] = address.GetLeftPart(UriPartial.Authority);
    }

    private (string What, Uri Address, string Key)[] All() =>
    [
        ("page", Page, PageKey),
        ("OTLP over gRPC", OtlpGrpc, OtlpGrpcKey),
        ("OTLP over HTTP", OtlpHttp, OtlpHttpKey),
        ("resource service", ResourceService, ResourceServiceKey),
    ];

    private static Uri? Configured(IConfiguration configuration, string key)
    {
        if (configuration[key]?.Split(';') is not [{ Length: > 0 } first, ..]) return null;
        return Uri.TryCreate(first.Trim(), UriKind.Absolute, out var address)
            ? address
            : throw new DistributedApplicationException(
                $"{key} is '{configuration[key]}': it must be an address such as http://localhost:15888.");
    }

    private static Uri Loopback(int port) =>
        new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // All are held at the same time, so that they differ.
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count)
            .Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners) listener.Start();
            return [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }
}
