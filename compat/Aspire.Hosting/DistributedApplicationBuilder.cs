using System.Diagnostics;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Health;
using Aspire.Hosting.Orchestrator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    // Aspire.Hosting.Testing listens to these four names; so does anyone who does with the real
    // package.
    private static readonly DiagnosticListener Diagnostics = new("Aspire.Hosting");

    private readonly HostApplicationBuilder _host;
    private readonly DistributedApplicationOptions _options;

    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
        : this(options, null)
    {
    }

    internal DistributedApplicationBuilder(
        DistributedApplicationOptions options,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings>? configure)
    {
        _options = options;
        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        configure?.Invoke(options, settings);
        Diagnostics.Write("DistributedApplicationBuilderConstructing", (options, settings));
        AppHostAssembly = FindAssembly(options.AssemblyName);
        AppHostDirectory = options.ProjectDirectory
            ?? AppHostMetadata(AppHostAssembly, "AppHostProjectPath")
            ?? settings.ContentRootPath
            ?? Directory.GetCurrentDirectory();
        settings.ContentRootPath ??= AppHostDirectory;
        settings.ApplicationName ??= AppHostAssembly?.GetName().Name;
        settings.Configuration ??= new ConfigurationManager();
        settings.Configuration.AddEnvironmentVariables("ASPIRE_");
        _host = new HostApplicationBuilder(settings);
        ExecutionContext = new(DistributedApplicationOperation.Run);
        AddServices();
        Diagnostics.Write("DistributedApplicationBuilderConstructed", this);
    }

    public Assembly? AppHostAssembly { get; }

    public string AppHostDirectory { get; }

    public ConfigurationManager Configuration => _host.Configuration;

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource
        => new DistributedApplicationResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        Diagnostics.Write("DistributedApplicationBuilding", this);
        var application = new DistributedApplication(_host.Build());
        ExecutionContext.Attach(application.Services);
        Diagnostics.Write("DistributedApplicationBuilt", application);
        return application;
    }

    private void AddServices()
    {
        _host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        _host.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        // A check that fails while its resource comes up is the normal case; the dashboard shows
        // it.
        _host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        Configuration["AppHost:Directory"] = AppHostDirectory;
        Configuration["AppHost:DashboardApplicationName"]
            = _options.DashboardApplicationName ?? Environment.ApplicationName;
        Services.AddSingleton(_options);
        Services.AddSingleton(Eventing);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(new DistributedApplicationModel(Resources));
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton(ResourceCommandService.Create);
        Services.AddHealthChecks();
        Services.AddDcp(AppHostAssembly);
        Services.AddDashboard();
        Services.AddSingleton<ApplicationOrchestrator>();
        Services.AddSingleton<IResourceLifecycle>(
            services => services.GetRequiredService<ApplicationOrchestrator>());
        // In this order: the orchestrator's start waits for resources that the health service finds
        // well.
        Services.AddHostedService<ResourceHealthService>();
        Services.AddHostedService<OrchestratorHostService>();
    }

    private static Assembly? FindAssembly(string? name)
        => AppDomain.CurrentDomain.GetAssemblies()
            .FirstOrDefault(assembly => assembly.GetName().Name == name)
            ?? Assembly.GetEntryAssembly();

    private static string? AppHostMetadata(Assembly? assembly, string key)
        => assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => string.Equals(a.Key, key, StringComparison.OrdinalIgnoreCase))
            ?.Value;
}
