using System.Net;
using System.Net.Sockets;
using System.Text;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Tests;

public sealed class WireConnectionTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private const string Hit =
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"v42\"\r\n"
        + "cache-status: cachefleet; hit\r\n\r\nhello";

    private const string Chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
        + "Cache-Status: cachefleet; fwd=miss; collapsed\r\n\r\n"
        + "5\r\nhello\r\n1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n";

    private const string Empty = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10_000)]
    public async Task Answers_that_come_in_any_pieces_are_read_one_by_one(int pieces)
    {
        var answers = await ReceiveAsync(Hit + Chunked + Empty + Hit, pieces, count: 4);

        Assert.Equal(
            [
                new WireResponse(200, CacheOutcome.Hit, 42, 5),
                new WireResponse(200, CacheOutcome.Collapsed, -1, 31),
                new WireResponse(503, CacheOutcome.Unknown, -1, 0),
                new WireResponse(200, CacheOutcome.Hit, 42, 5),
            ],
            answers);
    }

    [Fact]
    public async Task A_body_larger_than_the_buffer_is_read_to_its_end()
    {
        var large = $"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{new string('x', 100_000)}";

        var answers = await ReceiveAsync(large + Hit, 4096, count: 2);

        Assert.Equal([100_000, 5], answers.Select(answer => answer.BodyBytes));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", "closed the connection")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n", "does not begin with an HTTP/1.1 status line")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "Content-Length is no number")]
    public async Task A_broken_answer_is_an_error_and_not_a_number(string answer, string message)
    {
        var error = await Assert.ThrowsAsync<IOException>(() => ReceiveAsync(answer, 100, count: 1));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<WireResponse>> ReceiveAsync(string text, int pieces, int count)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var address = new Uri($"http://{server.LocalEndpoint}");
        using var connection = await WireConnection.OpenAsync(address, Ct);
        var serving = ServeAsync(server, text, pieces);
        var answers = new List<WireResponse>();
        while (answers.Count < count) answers.Add(await connection.ReceiveAsync(Ct));
        await serving;
        return answers;
    }

    private static async Task ServeAsync(TcpListener server, string text, int pieces)
    {
        using var client = await server.AcceptTcpClientAsync(Ct);
        client.NoDelay = true;
        foreach (var piece in Encoding.ASCII.GetBytes(text).Chunk(pieces))
        {
            await client.GetStream().WriteAsync(piece, Ct);
            if (pieces < 100) await Task.Yield();
        }
    }
}
