using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Caching.Hybrid;

/// <summary>Finds the serializer of a type: its own, a factory's, JSON.</summary>
internal sealed class HybridSerializers(IServiceProvider services)
{
    private readonly ConcurrentDictionary<Type, object> _known = new();

    public HybridSerializer<T> Of<T>() => (HybridSerializer<T>)_known.GetOrAdd(
        typeof(T), static (_, its) => new HybridSerializer<T>(its.Find<T>()), this);

    private IHybridCacheSerializer<T> Find<T>()
    {
        if (services.GetService<IHybridCacheSerializer<T>>() is { } own)
            return own;
        foreach (var factory in services.GetServices<IHybridCacheSerializerFactory>())
        {
            if (factory.TryCreateSerializer<T>(out var made))
                return made;
        }

        return new JsonHybridSerializer<T>();
    }
}
