using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Orchestrator;

/// <summary>
/// What would fail later, one process at a time and far from its cause, fails here, in one line, before
/// anything has started.
/// </summary>
internal sealed class Preflight(
    AspireBundle bundle,
    DashboardRunner dashboard,
    ProjectOutputs outputs,
    IOptions<DcpOptions> options)
{
    public void Check(DistributedApplicationModel model)
    {
        _ = bundle.Dcp;
        foreach (var resource in model.Resources)
        {
            CheckProgram(resource);
            if (!options.Value.RandomizePorts)
                CheckPorts(resource);
        }

        dashboard.Prepare();
    }

    private void CheckProgram(IResource resource)
    {
        if (resource.HasAnnotationOfType<ExplicitStartupAnnotation>())
            return;
        if (resource is ProjectResource project)
            outputs.Find(project);
        else if (resource is ExecutableResource executable)
            Programs.Find(executable);
    }

    private static void CheckPorts(IResource resource)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.Port is not { } port || !IsTaken(port))
                continue;
            throw new DistributedApplicationException(
                $"Port {port}, which endpoint '{endpoint.Name}' of '{resource.Name}' wants, is taken: "
                + $"end the process that listens there ('ss -ltnp sport = :{port}' names it), or "
                + "give the endpoint another port.");
        }
    }

    private static bool IsTaken(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
