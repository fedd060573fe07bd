using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CacheFleet.Testing;

/// <summary>A Redis without persistence; <c>appendonly</c> keeps data over a kill.</summary>
public sealed class RedisServer(bool appendOnly) : Server("redis")
{
    public RedisServer()
        : this(appendOnly: false)
    {
    }

    public override string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>Starts one outside a fixture.</summary>
    public static async Task<RedisServer> RunAsync(bool appendOnly = false)
    {
        var server = new RedisServer(appendOnly);
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
            "--appendonly", appendOnly ? "yes" : "no",
        ]);

    private protected override Task WaitUntilReadyAsync(ServerProcess process) =>
        process.WaitUntilAsync(AnswersPingAsync, TimeSpan.FromSeconds(20));

    private async Task<bool> AnswersPingAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[7];
            await stream.ReadExactlyAsync(answer);
            return answer.AsSpan().SequenceEqual("+PONG\r\n"u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
