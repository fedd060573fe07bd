using Npgsql;

namespace CacheFleet.Catalog.Migrations;

/// <summary>
/// Creates the database that a connection string names, where the server lacks it.
/// </summary>
public static class DatabaseCreation
{
    /// <summary>Any number of callers may do this at once.</summary>
    public static async Task EnsureAsync(
        string connectionString, CancellationToken cancellation = default)
    {
        var wanted = new NpgsqlConnectionStringBuilder(connectionString);
        var server = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Database = "postgres",
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(cancellation);
        if (wanted.Database is not { Length: > 0 } name
            || await ExistsAsync(connection, name, cancellation))
            return;
        try
        {
            var quoted = '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
            await using var create = new NpgsqlCommand($"CREATE DATABASE {quoted}", connection);
            await create.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException e)
            when (e.SqlState is PostgresErrorCodes.DuplicateDatabase
                or PostgresErrorCodes.UniqueViolation)
        {
            // Somebody else was quicker.
        }
    }

    private static async Task<bool> ExistsAsync(
        NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        await using var look = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", connection)
        {
            Parameters = { new() { Value = name } },
        };
        return (bool)(await look.ExecuteScalarAsync(cancellation))!;
    }
}
