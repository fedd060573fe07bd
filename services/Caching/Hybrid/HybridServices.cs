using CacheFleet.Caching.Hybrid;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CacheFleet.Caching;

/// <summary>Registers the framework's abstract cache.</summary>
public static class HybridServices
{
    /// <summary>Serves <see cref="HybridCache"/> by this cache: its users need change nothing else.</summary>
    /// <remarks>Takes the place of one that was registered before.</remarks>
    public static CacheFleetBuilder AddHybridCache(
        this CacheFleetBuilder builder, Action<FleetHybridOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<FleetHybridOptions>().Configure(configure ?? (static _ => { }));
        builder.AddFamilies<HybridFamilies>();
        builder.Services.TryAddSingleton<HybridTags>();
        builder.Services.TryAddSingleton<HybridSerializers>();
        builder.Services.Replace(ServiceDescriptor.Singleton<HybridCache, FleetHybridCache>());
        return builder;
    }
}
