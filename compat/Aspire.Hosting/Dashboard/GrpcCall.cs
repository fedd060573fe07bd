using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>The codes of gRPC that we answer with.</summary>
internal enum GrpcStatus
{
    Ok = 0,
    InvalidArgument = 3,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    Unauthenticated = 16,
}

internal sealed class GrpcException(GrpcStatus status, string message) : Exception(message)
{
    public GrpcStatus Status { get; } = status;
}

/// <summary>
/// One call of gRPC over HTTP/2, unary or streaming from the server (gRPC's PROTOCOL-HTTP2.md): a message
/// is a byte that says "not compressed", four bytes of length and the protobuf; the status comes in the trailers.
/// </summary>
internal sealed class GrpcCall(HttpContext http)
{
    private const int HeaderLength = 5;
    private const int MaxRequestLength = 4 * 1024 * 1024;

    public CancellationToken Cancelled => http.RequestAborted;

    public async Task<T> ReadAsync<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        var header = new byte[HeaderLength];
        await http.Request.Body.ReadExactlyAsync(header, Cancelled).ConfigureAwait(false);
        if (header[0] != 0)
            throw new GrpcException(GrpcStatus.Unimplemented, "Compressed messages are not understood.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1));
        if (length > MaxRequestLength)
            throw new GrpcException(
                GrpcStatus.ResourceExhausted, $"A request of {length} bytes is more than {MaxRequestLength}.");
        var message = new byte[length];
        await http.Request.Body.ReadExactlyAsync(message, Cancelled).ConfigureAwait(false);
        return parser.ParseFrom(message);
    }

    public async Task WriteAsync(IMessage message)
    {
        var length = message.CalculateSize();
        var frame = new byte[HeaderLength + length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)length);
        message.WriteTo(frame.AsSpan(HeaderLength));
        await http.Response.Body.WriteAsync(frame, Cancelled).ConfigureAwait(false);
        await http.Response.Body.FlushAsync(Cancelled).ConfigureAwait(false);
    }

    /// <summary>Sends the headers, so that the other side knows that the stream is open.</summary>
    public Task OpenAsync() => http.Response.Body.FlushAsync(Cancelled);

    public void Begin() => http.Response.ContentType = "application/grpc";

    public void End(GrpcStatus status, string? message = null)
    {
        var code = ((int)status).ToString(CultureInfo.InvariantCulture);
        http.Response.AppendTrailer("grpc-status", code);
        if (message is not null)
            http.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(message));
    }
}
