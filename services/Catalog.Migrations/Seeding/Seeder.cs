using Microsoft.Extensions.Logging;
using Npgsql;

namespace CacheFleet.Catalog.Migrations.Seeding;

/// <summary>Makes each seed once; a book in the database says which ones are there.</summary>
internal sealed partial class Seeder(
    NpgsqlDataSource dataSource, TimeProvider clock, ILogger log)
{
    private const int LongestSeconds = 600;

    public async Task SeedAsync(SeedSize size, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        foreach (var seed in Seeds.Of(size))
        {
            if (await TrySeedAsync(connection, seed, cancellation))
            {
                // Index-only reads need the visibility map, and the planner its statistics.
                await RunAsync(connection, $"VACUUM (ANALYZE) catalog.{seed.Name}", cancellation);
            }
        }
    }

    private async Task<bool> TrySeedAsync(
        NpgsqlConnection connection, Seed seed, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, $"LOCK TABLE {Seed.Table} IN EXCLUSIVE MODE", cancellation);
        if (!await TryBookAsync(connection, seed, cancellation))
            return false;
        LogSeeding(log, seed.Name, seed.Rows);
        await using (var insert = new NpgsqlCommand(seed.Sql, connection)
        {
            CommandTimeout = LongestSeconds,
            Parameters = { new() { Value = seed.Rows }, new() { Value = seed.Products } },
        })
            await insert.ExecuteNonQueryAsync(cancellation);
        if (seed.Afterwards is { } afterwards)
            await RunAsync(connection, afterwards, cancellation);
        await transaction.CommitAsync(cancellation);
        var took = clock.GetElapsedTime(started);
        LogSeeded(log, seed.Name, took.TotalSeconds);
        return true;
    }

    private static async Task<bool> TryBookAsync(
        NpgsqlConnection connection, Seed seed, CancellationToken cancellation)
    {
        await using var book = new NpgsqlCommand(
            $"INSERT INTO {Seed.Table} (name, rows) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            connection)
        {
            Parameters = { new() { Value = seed.Name }, new() { Value = (long)seed.Rows } },
        };
        return await book.ExecuteNonQueryAsync(cancellation) == 1;
    }

    private static async Task RunAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.CommandTimeout = LongestSeconds;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    [LoggerMessage(EventId = 101, Level = LogLevel.Information,
        Message = "Seeding {Table}: {Rows} rows")]
    private static partial void LogSeeding(ILogger log, string table, int rows);

    [LoggerMessage(EventId = 102, Level = LogLevel.Information,
        Message = "Seeded {Table} in {Seconds:0.0} s")]
    private static partial void LogSeeded(ILogger log, string table, double seconds);
}
