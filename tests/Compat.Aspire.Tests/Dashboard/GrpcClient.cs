using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Aspire.Hosting.Dashboard;
using Google.Protobuf;

namespace CacheFleet.Compat.Aspire.Tests.Dashboard;

/// <summary>
/// A client of gRPC made of nothing but HttpClient, so that every byte of the other side is seen.
/// </summary>
internal sealed class GrpcClient(Uri address, string? apiKey) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    public async Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : IMessage<T>
    {
        using var stream = await OpenAsync(method, request);
        var answer = await stream.NextAsync(parser);
        await stream.EndAsync();
        return answer ?? throw new InvalidOperationException($"{method} answered nothing.");
    }

    public async Task<GrpcStream> OpenAsync(string method, IMessage request)
    {
        using var message = new HttpRequestMessage(
            HttpMethod.Post, $"/aspire.v1.DashboardService/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Frame(request)),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (apiKey is not null) message.Headers.Add(DashboardServiceHost.ApiKeyHeader, apiKey);
        var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        return new GrpcStream(response, await response.Content.ReadAsStreamAsync());
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Frame(IMessage request)
    {
        var frame = new byte[5 + request.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        request.WriteTo(frame.AsSpan(5));
        return frame;
    }
}

internal sealed class GrpcStream(HttpResponseMessage response, Stream body) : IDisposable
{
    /// <summary>The next message, or null at the stream's end.</summary>
    public async Task<T?> NextAsync<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        var header = new byte[5];
        var read = await body.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false);
        if (read == 0) return default;
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        await body.ReadExactlyAsync(message);
        return parser.ParseFrom(message);
    }

    /// <summary>Reads to the end and gives what the trailers say.</summary>
    public async Task<(int Status, string Message)> EndAsync()
    {
        await body.CopyToAsync(Stream.Null);
        var trailers = response.TrailingHeaders;
        var text = trailers.TryGetValues("grpc-message", out var messages) ? messages.First() : "";
        return (int.Parse(trailers.GetValues("grpc-status").First(), CultureInfo.InvariantCulture),
            Uri.UnescapeDataString(text));
    }

    public void Dispose() => response.Dispose();
}
