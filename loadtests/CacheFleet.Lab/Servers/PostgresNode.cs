using System.Globalization;
using Npgsql;

namespace CacheFleet.Lab.Servers;

/// <summary>
/// A PostgreSQL with trust on loopback, or a streaming replica of one whose apply is delayed.
/// </summary>
internal sealed class PostgresNode : IAsyncDisposable
{
    private const int MostConnections = 120;

    private LocalProcess? _process;

    private PostgresNode(int port) => Port = port;

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;"
        + $"Maximum Pool Size={MostConnections - 20};Timeout=30";

    public static async Task<PostgresNode> StartAsync(Workplace place, CancellationToken ct)
    {
        var folder = place.Folder("postgres");
        await OwnAsync(folder, ct);
        var data = Path.Combine(folder, "data");
        await RunAsync(folder, Programs.Postgres("initdb"), ct,
            "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        return await ServeAsync(place, folder, data, ct);
    }

    /// <summary>It applies each commit that long after the primary made it.</summary>
    public static async Task<PostgresNode> StartReplicaAsync(
        Workplace place, PostgresNode primary, TimeSpan behind, CancellationToken ct)
    {
        var folder = place.Folder("postgres-replica");
        await OwnAsync(folder, ct);
        var data = Path.Combine(folder, "data");
        await RunAsync(folder, Programs.Postgres("pg_basebackup"), ct,
            "-D", data, "-h", "127.0.0.1", "-p", Text(primary.Port), "-U", "postgres", "-R", "-X", "stream",
            "-c", "fast", "--no-sync");
        return await ServeAsync(place, folder, data, ct,
            "-c", $"recovery_min_apply_delay={(int)behind.TotalMilliseconds}ms");
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_process is not null) await _process.DisposeAsync();
    }

    private static async Task<PostgresNode> ServeAsync(
        Workplace place, string folder, string data, CancellationToken ct, params string[] more)
    {
        var node = place.Keep(new PostgresNode(FreePort.Next()));
        var (program, arguments) = Programs.AsPostgres(Programs.Postgres("postgres"),
        [
            "-D", data, "-c", "listen_addresses=127.0.0.1", "-p", Text(node.Port),
            "-c", "unix_socket_directories=", "-c", $"max_connections={MostConnections}", "-c", "fsync=off",
            .. more,
        ]);
        node._process = LocalProcess.Start(folder, program, arguments);
        await node._process.WaitUntilAsync(node.AcceptsAsync, ct);
        return node;
    }

    private async Task<bool> AcceptsAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task OwnAsync(string folder, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess) return;
        await using var chown = LocalProcess.Start(folder, Programs.Find("chown", "coreutils"), "postgres", folder);
        await chown.WaitForSuccessAsync(ct);
    }

    private static async Task RunAsync(
        string folder, string program, CancellationToken ct, params string[] arguments)
    {
        (program, arguments) = Programs.AsPostgres(program, arguments);
        await using var process = LocalProcess.Start(folder, program, arguments);
        await process.WaitForSuccessAsync(ct);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
