using System.Globalization;
using Npgsql;

namespace CacheFleet.LocalServers;

/// <summary>
/// A PostgreSQL with trust on loopback and pg_stat_statements preloaded. Without fsync: a killed
/// server loses nothing by that, only a machine that loses power would.
/// </summary>
public class LocalPostgres() : Server("postgres")
{
    protected const int MostConnections = 200;

    public override string ConnectionString => ConnectionStringFor("postgres");

    protected string Data => Path.Combine(Folder, "data");

    public string ConnectionStringFor(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}";

    public override async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await RunAsync(Programs.Find("chown", "coreutils"), "postgres", Folder);
        await MakeDataAsync();
        await StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        NpgsqlConnection.ClearAllPools();
        await base.DisposeAsync();
    }

    protected virtual Task MakeDataAsync() => RunAsPostgresAsync(
        "initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");

    protected virtual string[] Options => [];

    // SIGINT is the fast shutdown; SIGTERM would wait for the clients to leave.
    protected override int StopSignal => Signals.Interrupt;

    protected override LocalProcess Launch()
    {
        var (program, arguments) = Programs.AsPostgres(Programs.Postgres("postgres"),
        [
            "-D", Data,
            "-c", "listen_addresses=127.0.0.1",
            "-p", Text(Port),
            "-c", "unix_socket_directories=",
            "-c", "shared_preload_libraries=pg_stat_statements",
            "-c", $"max_connections={MostConnections}",
            "-c", "fsync=off",
            "-c", "autovacuum=off",
            .. Options,
        ]);
        return LocalProcess.Start(Name, Folder, program, arguments);
    }

    protected override Task WaitUntilReadyAsync(LocalProcess process) =>
        process.WaitUntilAsync(AcceptsAsync, TimeSpan.FromSeconds(30));

    protected Task RunAsPostgresAsync(string tool, params string[] arguments)
    {
        var (program, all) = Programs.AsPostgres(Programs.Postgres(tool), arguments);
        return RunAsync(program, all);
    }

    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = LocalProcess.Start(Path.GetFileName(program), Folder, program, arguments);
        await process.WaitForExitAsync(TimeSpan.FromSeconds(60));
    }

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
}
