using System.Globalization;
using Npgsql;

namespace CacheFleet.Testing;

/// <summary>
/// A PostgreSQL with trust on loopback and pg_stat_statements preloaded. Without fsync: a killed
/// server loses nothing by that, only a machine that loses power would.
/// </summary>
public sealed class PostgresServer() : Server("postgres")
{
    private int _databases;

    private string Data => Path.Combine(Folder, "data");

    public override string ConnectionString => ConnectionStringFor("postgres");

    public static async Task<PostgresServer> RunAsync()
    {
        var server = new PostgresServer();
        await server.InitializeAsync();
        return server;
    }

    public override async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", Executable.ChangeOwner, ["postgres", Folder],
                asPostgres: false);
        await RunAsync("initdb", Executable.Postgres("initdb"),
            ["-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        await StartAsync();
    }

    public string ConnectionStringFor(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}";

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

    public override async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await base.DisposeAsync();
    }

    // SIGINT is the fast shutdown; SIGTERM would wait for the clients to leave.
    private protected override int StopSignal => Signals.Interrupt;

    private protected override ServerProcess Launch()
    {
        var (program, arguments) = AsPostgres(Executable.Postgres("postgres"),
        [
            "-D", Data,
            "-c", "listen_addresses=127.0.0.1",
            "-p", Port.ToString(CultureInfo.InvariantCulture),
            "-c", "unix_socket_directories=",
            "-c", "shared_preload_libraries=pg_stat_statements",
            "-c", "max_connections=200",
            "-c", "fsync=off",
            "-c", "autovacuum=off",
        ]);
        return ServerProcess.Start(Name, Folder, program, arguments);
    }

    private protected override Task WaitUntilReadyAsync(ServerProcess process) =>
        process.WaitUntilAsync(AcceptsAsync, TimeSpan.FromSeconds(30));

    private async Task<bool> AcceptsAsync()
    {
        try
        {
            await using var connection =
                new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=2");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task RunAsync(
        string name, string program, string[] arguments, bool asPostgres = true)
    {
        if (asPostgres)
            (program, arguments) = AsPostgres(program, arguments);
        using var process = ServerProcess.Start(name, Folder, program, arguments);
        await process.WaitForExitAsync(TimeSpan.FromSeconds(60));
    }

    // PostgreSQL refuses to run as root.
    private static (string Program, string[] Arguments) AsPostgres(
        string program, string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? (Executable.SetPriv,
                ["--reuid=postgres", "--regid=postgres", "--init-groups", program, .. arguments])
            : (program, arguments);
}
