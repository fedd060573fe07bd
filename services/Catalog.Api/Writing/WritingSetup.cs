using CacheFleet.Caching.Postgres.Idempotency;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Postgres.SecondDeletes;
using CacheFleet.Catalog.Api.Behind;
using CacheFleet.Catalog.Api.Origin;

namespace CacheFleet.Catalog.Api.Writing;

/// <summary>How a replica writes.</summary>
internal static class WritingSetup
{
    public static void AddWriting(this IServiceCollection services)
    {
        services.AddSingleton(new OutboxSchema("catalog"));
        services.AddSingleton<OutboxWriter>();
        services.AddSingleton<OutboxBell>();
        services.AddSingleton<IdempotentRequests>();
        services.AddSingleton<SecondDeleteSchedule>();
        services.AddSingleton<WriteCompanions>();
        services.AddSingleton<IWriteSeam, NoWriteSeam>();
        services.AddSingleton<Transactions>();
        services.AddWriteBehind();
    }
}
