using System.Reflection;
using Aspire.Hosting.Orchestrator;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Dcp;

internal static class DcpServiceCollectionExtensions
{
    public static void AddDcp(this IServiceCollection services, Assembly? appHost)
    {
        services.AddOptions<DcpOptions>().BindConfiguration(DcpOptions.Section);
        services.AddSingleton<AspireBundle>();
        services.AddSingleton<DcpHost>();
        services.AddSingleton<ConsolePump>();
        services.AddSingleton<EndpointAllocator>();
        services.AddSingleton<ResourceUrls>();
        services.AddSingleton<SnapshotPublisher>();
        services.AddSingleton<ReadyEvents>();
        services.AddSingleton<Preflight>();
        services.AddSingleton<ExecutableSpecs>();
        services.AddSingleton(new ProjectOutputs(appHost));
    }
}
