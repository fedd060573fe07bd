using CacheFleet.LocalServers;
using Npgsql;
using Xunit;

namespace CacheFleet.Testing;

/// <summary>A <see cref="LocalPostgres"/> as a fixture of xunit, with a database for each test.</summary>
public sealed class PostgresServer : LocalPostgres, IAsyncLifetime
{
    private int _databases;

    public static async Task<PostgresServer> RunAsync()
    {
        var server = new PostgresServer();
        await server.InitializeAsync();
        return server;
    }

    /// <summary>
    /// A new database of its own for one test, a copy of <paramref name="template"/>.
    /// </summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string template = "template0")
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var create = connection.CreateCommand();
        create.CommandText = $"CREATE DATABASE {name} TEMPLATE {template}";
        await create.ExecuteNonQueryAsync();
        return ConnectionStringFor(name);
    }
}
