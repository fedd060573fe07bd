using CacheFleet.Caching.Postgres.Idempotency;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Postgres.SecondDeletes;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CacheFleet.Invalidation.Worker.Owed;

/// <summary>What writers leave for the worker to do.</summary>
internal static class OwedSetup
{
    public static void AddOwedWork(this IServiceCollection services)
    {
        services.AddSingleton(s => new OwedDeletes(s.GetRequiredService<NpgsqlDataSource>(), Schema(s)));
        services.AddSingleton(s => new IdempotentRequests(Schema(s)));
        services.AddSingleton<OwedTelemetry>();
        services.AddHostedService<SecondDeleteLoop>();
        services.AddHostedService<OldRequests>();
    }

    private static OutboxSchema Schema(IServiceProvider services) =>
        new(services.GetRequiredService<IOptions<WorkerOptions>>().Value.OutboxSchema);
}
