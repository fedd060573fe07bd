using System.Buffers.Text;
using System.Text;
using CacheFleet.LoadTests.Traces;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Trace;

/// <summary>
/// Writes the requests of a trace for one replica and policy into a buffer, without allocation.
/// </summary>
internal sealed class ObjectRequests(Uri address, string policy)
{
    private readonly byte[] _get = " HTTP/1.1\r\n"u8.ToArray()
        .Concat(Encoding.ASCII.GetBytes(WireRequest.Headers(address, policy)))
        .Concat("\r\n"u8.ToArray()).ToArray();

    private readonly byte[] _put = " HTTP/1.1\r\n"u8.ToArray()
        .Concat(Encoding.ASCII.GetBytes(WireRequest.Headers(address, policy)))
        .Concat("Content-Length: 0\r\n\r\n"u8.ToArray()).ToArray();

    /// <summary>No request of a trace is longer.</summary>
    public int Longest { get; } = 256 + address.Authority.Length + policy.Length;

    /// <summary>Returns how many bytes the request takes.</summary>
    public int Write(Span<byte> buffer, ObjectNumber number, bool isWrite)
    {
        var at = Append(buffer, isWrite ? "PUT /objects/"u8 : "GET /objects/"u8);
        at += Append(buffer[at..], number.Type);
        buffer[at++] = (byte)'/';
        at += Append(buffer[at..], number.Id);
        buffer[at++] = (byte)'/';
        at += Append(buffer[at..], number.Index);
        return at + Append(buffer[at..], isWrite ? _put : _get);
    }

    public byte[] Make(ObjectNumber number, bool isWrite)
    {
        var buffer = new byte[Longest];
        return buffer[..Write(buffer, number, isWrite)];
    }

    private static int Append(Span<byte> buffer, ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer);
        return text.Length;
    }

    private static int Append(Span<byte> buffer, uint number)
    {
        Utf8Formatter.TryFormat(number, buffer, out var written);
        return written;
    }
}
