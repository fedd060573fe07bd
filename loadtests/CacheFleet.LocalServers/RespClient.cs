using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheFleet.LocalServers;

/// <summary>
/// One connection to one Redis and nothing that reconnects: what a lock's holder believes must hang
/// on this server alone, and WAIT counts what its own connection has written.
/// </summary>
public sealed class RespClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;

    private RespClient(TcpClient client)
    {
        _client = client;
        _reader = new StreamReader(client.GetStream(), Encoding.UTF8);
    }

    public static async Task<RespClient> OpenAsync(int port, CancellationToken ct)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            return new RespClient(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Text, number, list or null; an error reply throws <see cref="IOException"/>.
    /// </summary>
    public async Task<object?> AskAsync(params string[] command)
    {
        var request = new StringBuilder($"*{command.Length}\r\n");
        foreach (var part in command)
            request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request.ToString()));
        return await ReadAsync();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }

    private async Task<object?> ReadAsync()
    {
        var line = await _reader.ReadLineAsync() ?? throw new IOException("Redis closed the connection.");
        var rest = line[1..];
        return line[0] switch
        {
            '+' => rest,
            ':' => long.Parse(rest, CultureInfo.InvariantCulture),
            '-' => throw new IOException($"Redis answered {rest}"),
            '$' => await ReadTextAsync(int.Parse(rest, CultureInfo.InvariantCulture)),
            '*' => await ReadListAsync(int.Parse(rest, CultureInfo.InvariantCulture)),
            _ => throw new IOException($"Redis answered '{line}'."),
        };
    }

    private async Task<object?> ReadTextAsync(int length)
    {
        if (length < 0) return null;
        var text = new char[length + 2];
        await _reader.ReadBlockAsync(text);
        return new string(text, 0, length);
    }

    private async Task<object?> ReadListAsync(int length)
    {
        if (length < 0) return null;
        var list = new object?[length];
        for (var i = 0; i < length; i++) list[i] = await ReadAsync();
        return list;
    }
}
