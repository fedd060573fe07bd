using System.Buffers.Text;
using System.Net.Sockets;

namespace CacheFleet.LoadTests.Wire;

/// <summary>
/// One keep-alive HTTP/1.1 connection and nothing else. The lab shares two cores with the fleet it
/// measures: this costs a fraction of HttpClient's CPU per request, and a herd needs connections
/// that are certainly open beforehand, which a pool does not promise. Answers come back in the
/// order of the requests.
/// </summary>
public sealed class WireConnection : IDisposable
{
    private const int FirstBufferSize = 8 * 1024;
    private const int LargestHead = 64 * 1024;

    private readonly Socket _socket;
    private byte[] _buffer = new byte[FirstBufferSize];
    private int _start;
    private int _end;

    private WireConnection(Socket socket) => _socket = socket;

    /// <summary>Throws <see cref="SocketException"/> if nobody listens.</summary>
    public static async Task<WireConnection> OpenAsync(Uri address, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, ct);
            return new WireConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> request, CancellationToken ct)
    {
        while (request.Length > 0)
        {
            request = request[await _socket.SendAsync(request, ct)..];
        }
    }

    /// <summary>
    /// Throws <see cref="IOException"/> or <see cref="SocketException"/> if the connection ends
    /// first.
    /// </summary>
    public async ValueTask<WireResponse> ReceiveAsync(CancellationToken ct)
    {
        int headLength;
        while ((headLength = Unread.IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (_end - _start > LargestHead)
                throw new IOException($"A head of more than {LargestHead} bytes.");
            await FillAsync(ct);
        }
        var head = TakeHead(headLength);
        var body = head.BodyLength == ResponseHead.Chunked
            ? await SkipChunksAsync(ct)
            : await SkipAsync(head.BodyLength, ct);
        return new WireResponse(head.Status, head.Outcome, head.Version, body);
    }

    public void Dispose() => _socket.Dispose();

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    private ResponseHead TakeHead(int headLength)
    {
        // With the last line's end, so that every line has one.
        var head = ResponseHead.Parse(Unread[..(headLength + 2)]);
        _start += headLength + 4;
        return head;
    }

    private async ValueTask<int> SkipAsync(int length, CancellationToken ct)
    {
        var left = length;
        while (true)
        {
            var step = Math.Min(left, _end - _start);
            _start += step;
            left -= step;
            if (left == 0) return length;
            await FillAsync(ct);
        }
    }

    private async ValueTask<int> SkipChunksAsync(CancellationToken ct)
    {
        var total = 0;
        while (true)
        {
            int line;
            while ((line = Unread.IndexOf("\r\n"u8)) < 0) await FillAsync(ct);
            if (!Utf8Parser.TryParse(Unread[..line], out int size, out _, 'x'))
            {
                throw new IOException("A chunk without a size.");
            }
            _start += line + 2;
            await SkipAsync(size + 2, ct);
            if (size == 0) return total;
            total += size;
        }
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        if (_start == _end) _start = _end = 0;
        if (_end == _buffer.Length)
        {
            if (_start == 0) Array.Resize(ref _buffer, _buffer.Length * 2);
            else Compact();
        }
        var got = await _socket.ReceiveAsync(_buffer.AsMemory(_end), ct);
        if (got == 0)
            throw new IOException(
                "The server closed the connection before its answer was complete.");
        _end += got;
    }

    private void Compact()
    {
        Unread.CopyTo(_buffer);
        _end -= _start;
        _start = 0;
    }
}
