using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

internal static partial class DashboardServiceCollectionExtensions
{
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<DashboardRunner>();
        services.AddSingleton(provider => new DashboardServiceHost(
            new DashboardService(
                provider.GetRequiredService<ResourceNotificationService>(),
                provider.GetRequiredService<ResourceLoggerService>(),
                provider.GetRequiredService<ResourceCommandService>(),
                provider.GetRequiredService<TimeProvider>(),
                ShortName(provider.GetRequiredService<IConfiguration>()["AppHost:DashboardApplicationName"])),
            provider.GetRequiredService<ILogger<DashboardServiceHost>>()));
        return services;
    }

    /// <summary>The page's title: <c>CacheFleet</c> for <c>CacheFleet.AppHost</c>.</summary>
    internal static string ShortName(string? application) =>
        AppHostSuffix().Replace(application ?? "", "") is { Length: > 0 } name ? name : "Aspire";

    [GeneratedRegex(@"\.?AppHost$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AppHostSuffix();
}
