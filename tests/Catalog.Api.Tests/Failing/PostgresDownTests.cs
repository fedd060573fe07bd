using CacheFleet.Testing;

namespace CacheFleet.Catalog.Api.Tests.Failing;

public sealed class PostgresDownTests
{
    private static readonly object Lamp = new { name = "Lamp", category = 3, priceCents = 1990, stock = 5 };

    [Fact]
    public async Task Without_the_origin_what_is_cached_is_answered_and_the_rest_is_unavailable()
    {
        await using var postgres = await PostgresServer.RunAsync();
        var catalog = await postgres.CreateDatabaseAsync();
        await using (var source = Npgsql.NpgsqlDataSource.Create(catalog))
        {
            await new Migrations.CatalogDatabase(source, TimeProvider.System,
                    Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance)
                .PrepareAsync(new Migrations.Seeding.SeedSize(Products: 10, OrderLines: 10, Objects: 10));
        }

        await using var redis = await RedisServer.RunAsync();
        await using var replica = await Replica.StartAsync(catalog, redis.ConnectionString);
        await replica.GetAsync("/products/1");
        await postgres.KillAsync();

        var cached = await replica.GetAsync("/products/1");
        var uncached = await replica.GetAsync("/products/2");
        var put = await replica.PutAsync("/products/1", Lamp);

        Assert.Equal(200, cached.Status);
        Assert.StartsWith("cachefleet; hit", cached.CacheStatus);
        Assert.Equal([503, 503], [uncached.Status, put.Status]);
        Assert.Equal("1", uncached.Headers["Retry-After"]);
        Assert.Equal("application/problem+json", put.Type);
        Assert.Contains("in doubt", put.Detail);
    }
}
