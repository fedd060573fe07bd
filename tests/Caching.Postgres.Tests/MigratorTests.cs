using CacheFleet.Caching.Postgres.Migrating;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Testing;
using Npgsql;

namespace CacheFleet.Caching.Postgres.Tests;

public sealed class MigratorTests(PostgresServer server)
{
    private static readonly OutboxSchema Schema = new("catalog");

    [Fact]
    public async Task Each_step_is_applied_once_however_many_programs_start_together()
    {
        await using var dataSource = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        var migrations = OutboxMigrations.For(Schema);

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(
            _ => new Migrator(dataSource, Schema).MigrateAsync(migrations)));

        Assert.Equal(migrations, applied.SelectMany(steps => steps));
        Assert.Empty(await new Migrator(dataSource, Schema).MigrateAsync(migrations));
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_behind()
    {
        await using var dataSource = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        var broken = new Migration("test", 1, "broken",
            "CREATE TABLE catalog.half (id int); SELECT 1 / 0");

        await Assert.ThrowsAsync<PostgresException>(
            () => new Migrator(dataSource, Schema).MigrateAsync([broken]));

        await using var look = dataSource.CreateCommand(
            "SELECT to_regclass('catalog.half') IS NULL");
        Assert.True((bool)(await look.ExecuteScalarAsync())!);
    }

    [Fact]
    public async Task A_step_that_was_edited_after_it_was_applied_is_refused()
    {
        await using var dataSource = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        var migrator = new Migrator(dataSource, Schema);
        await migrator.MigrateAsync([new("test", 1, "first", "SELECT 1")]);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => migrator.MigrateAsync([new("test", 1, "first", "SELECT 2")]));

        Assert.Contains("test 1 (first) was edited", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Catalog")]
    [InlineData("a; DROP TABLE x")]
    [InlineData("")]
    public void A_schema_name_that_is_no_plain_name_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new OutboxSchema(name));
}
