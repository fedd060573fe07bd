using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheFleet.Testing;

/// <summary>A Redis without persistence; <c>appendonly</c> keeps data over a kill.</summary>
public sealed class RedisServer : Server
{
    private readonly bool _appendOnly;

    public RedisServer()
        : this(appendOnly: false, clustered: false)
    {
    }

    internal RedisServer(bool appendOnly, bool clustered)
        : base("redis")
    {
        _appendOnly = appendOnly;
        ClusterPort = clustered ? FreePort.Next() : 0;
    }

    public override string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>Where nodes of a cluster talk to each other; nobody listens there without one.</summary>
    public int ClusterPort { get; }

    /// <summary>Starts one outside a fixture.</summary>
    public static async Task<RedisServer> RunAsync(bool appendOnly = false)
    {
        var server = new RedisServer(appendOnly, clustered: false);
        await server.StartAsync();
        return server;
    }

    private protected override ServerProcess Launch() =>
        ServerProcess.Start(Name, Folder, Executable.Redis,
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture),
            "--bind", "127.0.0.1",
            "--dir", Folder,
            "--save", "",
            "--appendonly", _appendOnly ? "yes" : "no",
            .. ClusterArguments(),
        ]);

    private protected override Task WaitUntilReadyAsync(ServerProcess process) =>
        process.WaitUntilAsync(AnswersPingAsync, TimeSpan.FromSeconds(20));

    private string[] ClusterArguments() => ClusterPort > 0
        ? ["--cluster-enabled", "yes",
            "--cluster-port", ClusterPort.ToString(CultureInfo.InvariantCulture)]
        : [];

    private async Task<bool> AnswersPingAsync()
    {
        try
        {
            return await AskAsync("PING") == "+PONG\r\n";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>Sends one line, without any client, and reads one short answer as it comes.</summary>
    public async Task<string> AskAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
        var answer = new byte[64 * 1024];
        var length = 0;
        do
        {
            var read = await stream.ReadAsync(answer.AsMemory(length));
            length += read;
            if (read == 0)
                throw new IOException($"Redis closed the connection after '{command}'.");
        }
        while (!IsWhole(answer.AsSpan(0, length)));
        var text = Encoding.ASCII.GetString(answer, 0, length);
        return text[0] != '-' || text.StartsWith("-LOADING", StringComparison.Ordinal)
            ? text
            : throw new InvalidOperationException($"Redis answered '{command}' with {text}");
    }

    // "+OK", "-ERR …" and ":1" end with their line, "$5" is followed by so many bytes and an end of line.
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var line = answer.IndexOf("\r\n"u8);
        return line >= 0 && (answer[0] != (byte)'$'
            || answer.Length >= line + 4
                + int.Parse(answer[1..line], CultureInfo.InvariantCulture));
    }
}
