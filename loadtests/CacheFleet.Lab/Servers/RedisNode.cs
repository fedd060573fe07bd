using System.Globalization;
using System.Net.Sockets;

namespace CacheFleet.Lab.Servers;

/// <summary>
/// A Redis without persistence, so that one that is killed comes back empty; or a Sentinel.
/// </summary>
internal sealed class RedisNode : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string[] _arguments;
    private LocalProcess? _process;

    private RedisNode(string folder, int port, string[] arguments) =>
        (_folder, Port, _arguments) = (folder, port, arguments);

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public LocalProcess Process => _process!;

    public static async Task<RedisNode> StartAsync(
        Workplace place, CancellationToken ct, RedisNode? primary = null)
    {
        var port = FreePort.Next();
        var folder = place.Folder("redis");
        string[] replica = primary is null ? [] :
            ["--replicaof", "127.0.0.1", primary.Port.ToString(CultureInfo.InvariantCulture),
                "--repl-diskless-sync-delay", "0"];
        var node = new RedisNode(folder, port,
            ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder,
                "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0", .. replica]);
        await place.Keep(node).StartAgainAsync(ct);
        return node;
    }

    /// <summary>A Sentinel that alone decides that the primary is gone.</summary>
    public static async Task<RedisNode> StartSentinelAsync(
        Workplace place, RedisNode primary, TimeSpan downAfter, CancellationToken ct)
    {
        var port = FreePort.Next();
        var folder = place.Folder("sentinel");
        var config = Path.Combine(folder, "sentinel.conf");
        await File.WriteAllTextAsync(config, $"""
            port {port}
            bind 127.0.0.1
            dir {folder}
            sentinel monitor lab 127.0.0.1 {primary.Port} 1
            sentinel down-after-milliseconds lab {(int)downAfter.TotalMilliseconds}
            sentinel failover-timeout lab 3000
            """, ct);
        var node = new RedisNode(folder, port, [config, "--sentinel"]);
        await place.Keep(node).StartAgainAsync(ct);
        return node;
    }

    public async Task StartAgainAsync(CancellationToken ct)
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = LocalProcess.Start(_folder, Programs.Redis, _arguments);
        await _process.WaitUntilAsync(AnswersAsync, ct);
    }

    public Task<RespClient> OpenAsync(CancellationToken ct) => RespClient.OpenAsync(Port, ct);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = await OpenAsync(CancellationToken.None);
            return await client.AskAsync("PING") is "PONG";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
