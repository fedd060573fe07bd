using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;

namespace CacheFleet.Caching.Postgres.Migrating;

/// <summary>
/// Brings a schema up to date: each step once, in its own transaction, under an advisory lock, so
/// that any number of programs may start at the same time.
/// </summary>
public sealed class Migrator(NpgsqlDataSource dataSource, OutboxSchema schema)
{
    private const string Lock =
        "SELECT pg_advisory_xact_lock(hashtextextended('cachefleet.migrations', 0))";

    private readonly string _book = $"""
        CREATE SCHEMA IF NOT EXISTS {schema.Name};
        CREATE TABLE IF NOT EXISTS {schema.Name}.migrations (
            scope text, version int, name text NOT NULL, checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (scope, version))
        """;

    private readonly string _find =
        $"SELECT checksum FROM {schema.Name}.migrations WHERE scope = $1 AND version = $2";

    private readonly string _note = $"""
        INSERT INTO {schema.Name}.migrations (scope, version, name, checksum)
        VALUES ($1, $2, $3, $4)
        """;

    /// <summary>Applies what is missing.</summary>
    /// <returns>The steps that this call applied.</returns>
    /// <exception cref="InvalidOperationException">A step was edited later.</exception>
    public async Task<IReadOnlyList<Migration>> MigrateAsync(
        IEnumerable<Migration> migrations, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(migrations);
        var applied = new List<Migration>();
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        foreach (var migration in migrations)
        {
            if (await TryApplyAsync(connection, migration, cancellation))
                applied.Add(migration);
        }

        return applied;
    }

    private async Task<bool> TryApplyAsync(
        NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, Lock, cancellation);
        await RunAsync(connection, _book, cancellation);
        if (await FindAsync(connection, migration, cancellation) is string checksum)
        {
            if (checksum != migration.Checksum)
                throw new InvalidOperationException(
                    $"Migration {migration.Scope} {migration.Version} ({migration.Name}) was "
                    + $"edited after it was applied to schema {schema}: write a new one instead, "
                    + "or start the fleet with --fresh to build the database anew.");
            return false;
        }

        await RunAsync(connection, migration.Sql, cancellation);
        await NoteAsync(connection, migration, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private async Task<string?> FindAsync(
        NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        await using var find = new NpgsqlCommand(_find, connection)
        {
            Parameters = { new() { Value = migration.Scope }, new() { Value = migration.Version } },
        };
        return (string?)await find.ExecuteScalarAsync(cancellation);
    }

    private async Task NoteAsync(
        NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        await using var note = new NpgsqlCommand(_note, connection)
        {
            Parameters =
            {
                new() { Value = migration.Scope },
                new() { Value = migration.Version },
                new() { Value = migration.Name },
                new() { Value = migration.Checksum },
            },
        };
        await note.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task RunAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
