using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheFleet.Compat.Aspire.Tests.Dashboard;

/// <summary>
/// A host that tells of two instances of <c>api</c>, the real dashboard, and a browser before it.
/// </summary>
public sealed class DashboardInBrowser : IAsyncLifetime
{
    internal List<string> Dropped { get; } = [];

    internal HostUnderTest Host { get; private set; } = null!;

    internal RealDashboard Dashboard { get; private set; } = null!;

    internal Browser Browser { get; private set; } = null!;

    internal Thing Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await HostUnderTest.StartAsync();
        Api = CreateApi();
        foreach (var instance in Api.GetResolvedResourceNames()) await RunAsync(instance);
        Host.Loggers.AddLine("api-aaaaaaaa", "2026-11-21T12:00:00.000Z Hello", isError: false);
        Dashboard = await RealDashboard.StartAsync(Host);
        Browser = await Browser.StartAsync(Dashboard.Addresses.Page);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Dashboard.DisposeAsync();
        await Host.DisposeAsync();
    }

    private Thing CreateApi()
    {
        var api = new Thing("api").WithInstances("api-aaaaaaaa", "api-bbbbbbbb").WithCommand(
            "drop",
            context =>
            {
                Dropped.Add(context.ResourceName);
                return Task.FromResult(CommandResults.Failure("Nothing to drop."));
            },
            confirmation: "Really drop?");
        api.AddLifecycleCommands();
        return api;
    }

    private Task RunAsync(string instance) =>
        Host.Notifications.PublishUpdateAsync(Api, instance, s => s with
        {
            ResourceType = KnownResourceTypes.Project,
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = DateTime.UtcNow,
            Urls = [new UrlSnapshot("http", "http://localhost:5080", IsInternal: false)],
            EnvironmentVariables =
                [new EnvironmentVariableSnapshot("ConnectionStrings__redis", "localhost", IsFromSpec: true)],
            Properties =
            [
                new ResourcePropertySnapshot(KnownProperties.ProjectPath, "/src/Catalog.Api.csproj"),
                new ResourcePropertySnapshot(KnownProperties.ExecutablePid, 4711),
            ],
            HealthReports = [new HealthReportSnapshot("http", HealthStatus.Healthy, "200 OK", null)],
        });
}
