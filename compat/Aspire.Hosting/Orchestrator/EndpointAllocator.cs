using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Orchestrator;

/// <summary>
/// Gives every endpoint its address. A proxied one is a DCP service: clients use its port, DCP balances their
/// connections over the replicas, and each replica binds a port of its own. One without a proxy is bound by
/// the process itself.
/// </summary>
internal sealed class EndpointAllocator(
    DcpHost dcp, IOptions<DcpOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    public async Task AllocateAsync(
        IEnumerable<IResource> resources, CancellationToken cancellation)
    {
        var wanted = new Dictionary<string, EndpointAnnotation>();
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                RefuseContradiction(resource, endpoint);
                var service = ServiceName(resource, endpoint);
                if (endpoint.IsProxied)
                    await CreateServiceAsync(service, endpoint, cancellation);
                else
                    AllocateDirectly(endpoint);
                if (endpoint.AllocatedEndpoint is null)
                    wanted.Add(service, endpoint);
            }
        }

        await WaitForServicesAsync(wanted, cancellation);
    }

    /// <summary>What a process must carry so that DCP knows which services it serves.</summary>
    public static IEnumerable<ServiceProducer> Producers(IResource resource)
        => resource.Annotations.OfType<EndpointAnnotation>()
            .Where(endpoint => endpoint.IsProxied)
            .Select(endpoint => new ServiceProducer(
                ServiceName(resource, endpoint), endpoint.TargetHost, endpoint.TargetPort));

    private static string ServiceName(IResource resource, EndpointAnnotation endpoint)
        => $"{resource.Name}-{endpoint.Name}";

    private static void RefuseContradiction(IResource resource, EndpointAnnotation endpoint)
    {
        var replicas = resource.GetReplicaCount();
        if (replicas > 1 && (!endpoint.IsProxied || endpoint.TargetPort is not null))
        {
            throw new DistributedApplicationException(
                $"Endpoint '{endpoint.Name}' of '{resource.Name}' has a fixed port of the process or no "
                + $"proxy, but there are {replicas} replicas: each must bind a port of its own.");
        }

        if (endpoint.IsProxied && endpoint.Port is not null && endpoint.Port == endpoint.TargetPort)
        {
            throw new DistributedApplicationException(
                $"Endpoint '{endpoint.Name}' of '{resource.Name}' has one port, {endpoint.Port}, for "
                + "the proxy and for the process: leave one out, or pass isProxied: false.");
        }
    }

    private Task CreateServiceAsync(
        string name, EndpointAnnotation endpoint, CancellationToken cancellation)
    {
        var port = options.Value.RandomizePorts ? null : endpoint.Port;
        var address = endpoint.TargetHost == "localhost" ? null : endpoint.TargetHost;
        return dcp.Client.CreateAsync(
            new DcpService(new DcpMetadata(name), new ServiceSpec("Localhost", address, port)),
            cancellation);
    }

    // As in Aspire, random ports are for proxies: a process without one was told its port by its
    // own arguments.
    private static void AllocateDirectly(EndpointAnnotation endpoint)
    {
        var port = endpoint.Port ?? endpoint.TargetPort ?? FreePort();
        endpoint.Port = endpoint.TargetPort = port;
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(
            endpoint, endpoint.TargetHost, port, $"{port}");
    }

    private async Task WaitForServicesAsync(
        Dictionary<string, EndpointAnnotation> wanted, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (wanted.Count > 0)
        {
            foreach (var service in await dcp.Client.ListServicesAsync(cancellation))
            {
                if (service.Status is { EffectivePort: > 0 and var port }
                    && wanted.Remove(service.Metadata.Name, out var endpoint))
                {
                    endpoint.AllocatedEndpoint = new AllocatedEndpoint(
                        endpoint,
                        endpoint.TargetHost,
                        port,
                        $$$"""{{- portForServing "{{{service.Metadata.Name}}}" -}}""");
                }
            }

            if (time.GetElapsedTime(started) > Patience)
            {
                throw new DistributedApplicationException(
                    $"DCP has not opened a port for {string.Join(", ", wanted.Keys)} within "
                    + $"{Patience.TotalSeconds:0} s: is the port taken by another process?");
            }

            if (wanted.Count > 0)
                await Task.Delay(Rest, time, cancellation);
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
