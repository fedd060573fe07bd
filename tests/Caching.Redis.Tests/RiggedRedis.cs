using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheFleet.Caching.Redis.Tests;

/// <summary>A server that lets a client in as Redis does and answers every other command as a test says.</summary>
internal sealed class RiggedRedis : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _answer;
    private int _asked;

    public RiggedRedis(string answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptLoopAsync();
    }

    public string ConnectionString => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How many commands got the rigged answer.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public void Dispose() => _listener.Stop();

    private async Task AcceptLoopAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                while (await ReadCommandAsync(reader) is { } command)
                {
                    var answer = Encoding.Latin1.GetBytes(Answer(command));
                    await client.GetStream().WriteAsync(answer);
                }
            }
            catch (IOException)
            {
                // The client has hung up.
            }
        }
    }

    private string Answer(string[] command)
    {
        switch (command[0].ToUpperInvariant())
        {
            case "PING":
                return "+PONG\r\n";
            case "ECHO":
                return Bulk(command[1]);
            case "INFO":
                return Bulk("redis_version:7.0.15\r\nredis_mode:standalone\r\nrole:master\r\n");
            case "GET":
                return "$-1\r\n";
            case "CLIENT" or "SELECT":
                return "+OK\r\n";
            case "CONFIG" or "CLUSTER" or "SENTINEL":
                return "-ERR unknown command\r\n";
            case "SUBSCRIBE":
                return $"*3\r\n{Bulk("subscribe")}{Bulk(command[1])}:1\r\n";
            case "SCRIPT":
                return Bulk(new string('0', 40));
            default:
                Interlocked.Increment(ref _asked);
                return _answer + "\r\n";
        }
    }

    // Commands come as arrays of bulk strings: *2 $4 ECHO $5 hello. Bytes are read as Latin-1, one character each.
    private static async Task<string[]?> ReadCommandAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync() is not { } head)
            return null;
        var command = new string[Number(head)];
        for (var i = 0; i < command.Length; i++)
        {
            var length = Number(await reader.ReadLineAsync() ?? throw new EndOfStreamException());
            var text = new char[length + 2];
            if (await reader.ReadBlockAsync(text) < text.Length)
                throw new EndOfStreamException();
            command[i] = new string(text, 0, length);
        }

        return command;
    }

    private static string Bulk(string text) => $"${text.Length}\r\n{text}\r\n";

    private static int Number(string line) => int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
}
