using CacheFleet.Caching.Postgres.Migrating;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Catalog.Migrations.Seeding;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CacheFleet.Catalog.Migrations;

/// <summary>Makes a database the catalogue's: its schema, the outbox, the lab's rows.</summary>
public sealed partial class CatalogDatabase(
    NpgsqlDataSource dataSource, TimeProvider clock, ILogger log)
{
    /// <summary>The schema that everything lies in.</summary>
    public static OutboxSchema Schema { get; } = new("catalog");

    /// <summary>Brings schema and rows up to date; a second call finds nothing to do.</summary>
    public async Task PrepareAsync(SeedSize size, CancellationToken cancellation = default)
    {
        // The library's tables first: the catalogue's views look into them.
        var steps = OutboxMigrations.For(Schema).Concat(Migration
            .FromResources(typeof(CatalogDatabase).Assembly, "catalog", Schema.Name));
        var applied = await new Migrator(dataSource, Schema).MigrateAsync(steps, cancellation);
        foreach (var step in applied)
            LogApplied(log, step.Scope, step.Version, step.Name);
        await new StatementStatistics(dataSource, log).EnableAsync(cancellation);
        await new Seeder(dataSource, clock, log).SeedAsync(size, cancellation);
    }

    [LoggerMessage(EventId = 100, Level = LogLevel.Information,
        Message = "Applied migration {Scope} {Version}: {Name}")]
    private static partial void LogApplied(ILogger log, string scope, int version, string name);
}
