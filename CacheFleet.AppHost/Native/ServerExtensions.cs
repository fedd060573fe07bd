using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheFleet.AppHost.Native;

internal static class ServerExtensions
{
    private const string EndpointName = "tcp";

    /// <summary>
    /// The server listens on this port itself. No proxy stands before it: a killed server must look killed, and a
    /// broker tells its clients its own address.
    /// </summary>
    public static IResourceBuilder<ExecutableResource> WithLoopbackEndpoint(
        this IResourceBuilder<ExecutableResource> server, int port) =>
        server.WithEndpoint(
            port: port, targetPort: port, scheme: "tcp", name: EndpointName, isProxied: false);

    public static EndpointReferenceExpression LoopbackPort(
        this IResourceBuilder<ExecutableResource> server) =>
        server.GetEndpoint(EndpointName).Property(EndpointProperty.Port);

    public static IResourceBuilder<ExecutableResource> WithServerHealth(
        this IResourceBuilder<ExecutableResource> server, string key, IHealthCheck check)
    {
        server.ApplicationBuilder.Services.AddHealthChecks()
            .AddCheck(key, check, timeout: TimeSpan.FromSeconds(5));
        return server.WithHealthCheck(key);
    }
}
