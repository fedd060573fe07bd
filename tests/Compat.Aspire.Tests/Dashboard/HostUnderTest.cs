using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheFleet.Compat.Aspire.Tests.Dashboard;

/// <summary>What the dashboard talks to, without an executor: the tests publish by hand.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly DashboardServiceHost _server;

    private HostUnderTest(ServiceProvider services, DashboardServiceHost server)
    {
        _services = services;
        _server = server;
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public string ApiKey => _server.ApiKey;

    public ResourceNotificationService Notifications =>
        _services.GetRequiredService<ResourceNotificationService>();

    public ResourceLoggerService Loggers => _services.GetRequiredService<ResourceLoggerService>();

    public ResourceCommandService Commands => _services.GetRequiredService<ResourceCommandService>();

    public static async Task<HostUnderTest> StartAsync()
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IHostApplicationLifetime, NoLifetime>()
            .AddSingleton<ResourceLoggerService>()
            .AddSingleton<ResourceNotificationService>()
            .AddSingleton(ResourceCommandService.Create)
            .BuildServiceProvider();
        var service = new DashboardService(
            services.GetRequiredService<ResourceNotificationService>(),
            services.GetRequiredService<ResourceLoggerService>(),
            services.GetRequiredService<ResourceCommandService>(),
            TimeProvider.System,
            "UnderTest");
        var host = new HostUnderTest(services, new DashboardServiceHost(service, NullLogger.Instance));
        host.Address = await host._server.StartAsync(
            new Uri("http://127.0.0.1:0"), CancellationToken.None);
        return host;
    }

    public GrpcClient Client() => new(Address, ApiKey);

    public Task RunAsync(IResource resource, string? instance = null) =>
        Notifications.PublishUpdateAsync(resource, instance ?? resource.Name, s => s with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
        });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _services.DisposeAsync();
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}

internal sealed class Thing(string name) : Resource(name)
{
    public Thing WithInstances(params string[] names)
    {
        Annotations.Add(new ResourceInstancesAnnotation([.. names]));
        return this;
    }

    public Thing WithCommand(
        string name,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> run,
        Func<UpdateCommandStateContext, ResourceCommandState>? state = null,
        string? confirmation = null)
    {
        Annotations.Add(new ResourceCommandAnnotation(
            name, $"{name}!", state ?? (_ => ResourceCommandState.Enabled), run, $"Does {name}",
            parameter: null, confirmation, "Beaker", IconVariant.Regular, isHighlighted: true));
        return this;
    }
}
