using CacheFleet.Caching.Postgres.Buffering;
using CacheFleet.Caching.Postgres.Outbox;
using Microsoft.Extensions.Options;

namespace CacheFleet.Catalog.Api.Behind;

/// <summary>What a replica has for policies that write behind; today a lab's.</summary>
internal static class BehindSetup
{
    public static void AddWriteBehind(this IServiceCollection services)
    {
        services.AddSingleton(s => new WriteBehindBuffer(
            s.GetRequiredService<OutboxSchema>(), "product",
            s.GetRequiredService<IOptions<CatalogOptions>>().Value.BufferedKeys));
        services.AddSingleton<ProductBuffer>();
        services.AddSingleton<ProductFlush>();
        services.AddSingleton<WriteBehindTelemetry>();
        services.AddSingleton<MemoryBuffer>();
        services.AddHostedService<FlushLoop>();
        services.AddHostedService<MemoryFlushLoop>();
    }
}
