using System.Collections.Concurrent;
using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CacheFleet.AppHost.Faults;

/// <summary>
/// Where the load tests and the command line order faults, on a loopback port: <c>GET /resources</c>
/// says what there is, <c>POST /resources/NAME/ACTION</c> runs the command that the dashboard would.
/// </summary>
/// <remarks>
/// Replicas cannot do this: they are among those who die. Only programs may ask, no web pages: a
/// request that a browser sends for a page carries an origin, and one that was lured here by a name
/// that leads to this machine carries that name.
/// </remarks>
internal sealed class FaultDesk(
    int port, ResourceNotificationService notifications, ResourceCommandService commands,
    HealthCheckService checks) : BackgroundService
{
    /// <summary>Tells the replicas where the desk is, who tell it to the load tests.</summary>
    public const string Setting = "CacheFleet__FaultDesk";

    private static readonly Dictionary<string, string> Actions = new()
    {
        ["kill"] = FaultCommands.Kill,
        ["pause"] = FaultCommands.Pause,
        ["resume"] = FaultCommands.Resume,
        ["cut"] = FaultCommands.Cut,
        ["mend"] = FaultCommands.Mend,
        ["start"] = KnownResourceCommands.StartCommand,
        ["stop"] = KnownResourceCommands.StopCommand,
        ["restart"] = KnownResourceCommands.RestartCommand,
    };

    private readonly ConcurrentDictionary<string, ResourceEvent> _seen = new();

    /// <returns>Its address; null where the lab is off.</returns>
    public static string? Add(IDistributedApplicationBuilder builder, FleetOptions fleet)
    {
        if (!fleet.Lab) return null;
        var port = LoopbackPort.Choose(wanted: null, "fault-port");
        builder.Services.AddHostedService(services => new FaultDesk(
            port, services.GetRequiredService<ResourceNotificationService>(),
            services.GetRequiredService<ResourceCommandService>(),
            services.GetRequiredService<HealthCheckService>()));
        return $"http://127.0.0.1:{port}";
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        await using var server = builder.Build();
        server.Run(HandleAsync);
        await server.StartAsync(stoppingToken);
        await foreach (var seen in notifications.WatchAsync(stoppingToken))
        {
            if (seen.Resource.Annotations.OfType<ResourceCommandAnnotation>()
                .Any(command => command.Name is FaultCommands.Kill or FaultCommands.Cut))
                _seen[seen.ResourceId] = seen;
        }
    }

    private Task HandleAsync(HttpContext http)
    {
        var (request, cancellation) = (http.Request, http.RequestAborted);
        if (request.Headers.Origin.Count > 0 || !IPAddress.TryParse(request.Host.Host, out _))
            return AnswerAsync(http, StatusCodes.Status403Forbidden, "Only programs may ask here.");
        return (request.Method, request.Path.Value?.Trim('/').Split('/')) switch
        {
            ("GET", ["resources"]) => TellAsync(http.Response, cancellation),
            ("POST", ["resources", var name, var action]) => OrderAsync(http, name, action),
            _ => AnswerAsync(http, StatusCodes.Status404NotFound, "GET /resources says what there is."),
        };
    }

    private async Task OrderAsync(HttpContext http, string name, string action)
    {
        var instances = _seen.Values
            .Where(seen => seen.ResourceId == name || seen.Resource.Name == name).ToList();
        if (!Actions.TryGetValue(action, out var command) || instances.Count != 1)
        {
            await AnswerAsync(http, StatusCodes.Status404NotFound,
                $"'{name}' '{action}': name one of {string.Join(", ", _seen.Keys.Order())} "
                + $"and one of {string.Join(", ", Actions.Keys)}.");
            return;
        }

        var result = await commands.ExecuteCommandAsync(
            instances[0].ResourceId, command, http.RequestAborted);
        if (result.Success)
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await AnswerAsync(http, StatusCodes.Status409Conflict, result.Message ?? "It failed.");
    }

    // Asked now: what the checks last said of the healthy is seconds old, and a fault may be shorter.
    private async Task TellAsync(HttpResponse response, CancellationToken cancellation)
    {
        var report = await checks.CheckHealthAsync(cancellation);
        await response.WriteAsJsonAsync(
            _seen.Values.OrderBy(seen => seen.ResourceId, StringComparer.Ordinal)
                .Select(seen => new FaultResource(
                    seen.ResourceId, seen.Resource.Name, seen.Snapshot.State?.Text ?? "",
                    HealthOf(seen, report)?.ToString(), FaultTarget.PidOf(seen.Snapshot),
                    seen.Resource is NetworkLink)),
            cancellation);
    }

    private static HealthStatus? HealthOf(ResourceEvent seen, HealthReport now) =>
        seen.Snapshot.State?.Text != KnownResourceStates.Running
            ? null
            : seen.Resource.Annotations.OfType<HealthCheckAnnotation>()
                .Select(check => now.Entries[check.Key].Status)
                .Append(HealthStatus.Healthy).Min();

    private static Task AnswerAsync(HttpContext http, int status, string detail)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { detail }, http.RequestAborted);
    }
}

/// <param name="Instance">What an order names: <c>api-x7k2m9qd</c>.</param>
/// <param name="Resource">What it is one of: <c>api</c>.</param>
/// <param name="State">The orchestrator's word for it.</param>
/// <param name="Health">What its checks say now; null where it does not run.</param>
/// <param name="Pid">Null while it does not run.</param>
/// <param name="IsLink">A way between two processes, which is cut and mended; else a process.</param>
internal sealed record FaultResource(
    string Instance, string Resource, string State, string? Health, int? Pid, bool IsLink);
