using System.Text.Json.Nodes;
using System.Threading.Channels;
using CacheFleet.Protocol.Node.Messages;

namespace CacheFleet.Protocol.Node;

/// <summary>Reads messages, lets many be under way at once, and writes the replies.</summary>
/// <remarks>
/// 1. A line is taken when fewer than <see cref="MostUnderWay"/> requests are under way.
/// 2. Whatever is wrong with a line is an error reply; the node lives on.
/// 3. One writer gives each reply its number and writes it, so that numbers grow in the output's order.
/// 4. At the end of the input all that is under way is answered first.
/// </remarks>
internal sealed class Node(NodeStore store) : IDisposable
{
    private const int MostUnderWay = 1024;

    private readonly Channel<Reply> _replies = Channel.CreateBounded<Reply>(MostUnderWay);
    private readonly SemaphoreSlim _free = new(MostUnderWay);
    private string _id = "";

    public async Task RunAsync(TextReader input, Stream output)
    {
        var writing = WriteAsync(output);
        while (await input.ReadLineAsync() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            await _free.WaitAsync();
            _ = AnswerAsync(Request.Parse(line));
        }
        for (var i = 0; i < MostUnderWay; i++)
            await _free.WaitAsync();
        _replies.Writer.Complete();
        await writing;
    }

    public void Dispose() => _free.Dispose();

    private async Task AnswerAsync(Request request)
    {
        try
        {
            await _replies.Writer.WriteAsync(await ReplyToAsync(request));
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task<Reply> ReplyToAsync(Request request)
    {
        if (request.Body is null)
            return Reply.Error(request, ErrorCode.MalformedRequest, "no message with src, body and type");
        try
        {
            var rest = await DispatchAsync(request);
            return new Reply(request.Source, request.Type + "_ok", request.MessageId, rest);
        }
        catch (ProtocolException e)
        {
            return Reply.Error(request, e.Code, e.Message);
        }
        catch (Exception e)
        {
            return Reply.Error(request, ErrorCode.Crash, e.Message);
        }
    }

    private Task<JsonObject?> DispatchAsync(Request request)
    {
        if (request.Type == "init")
            return Task.FromResult(Init(request));
        if (_id.Length == 0)
            throw new ProtocolException(ErrorCode.TemporarilyUnavailable, "the node awaits its init");
        return request.Type switch
        {
            "read" => ReadAsync(request, withHit: false),
            "cache_read" => ReadAsync(request, withHit: true),
            "write" or "cache_write" => WriteAsync(request),
            "cas" => CompareAndSetAsync(request),
            "invalidate" => InvalidateAsync(request),
            "flush" => FlushAsync(),
            "stats" => Task.FromResult<JsonObject?>(store.Counts()),
            _ => throw new ProtocolException(
                ErrorCode.NotSupported, $"there is no message '{request.Type}'"),
        };
    }

    private JsonObject? Init(Request request)
    {
        if (_id.Length > 0)
            throw new ProtocolException(ErrorCode.Abort, $"the node is '{_id}' already");
        _id = request.Required("node_id")?.GetValueKind() == System.Text.Json.JsonValueKind.String
            ? request.Body!["node_id"]!.GetValue<string>()
            : throw new ProtocolException(ErrorCode.MalformedRequest, "'node_id' is a text");
        return null;
    }

    private async Task<JsonObject?> ReadAsync(Request request, bool withHit)
    {
        var (value, hit) = await store.ReadAsync(StoreKey.Of(request));
        var rest = new JsonObject { ["value"] = value };
        if (withHit)
            rest["hit"] = hit;
        return rest;
    }

    private async Task<JsonObject?> WriteAsync(Request request)
    {
        var value = request.Required("value");
        var onlyNew = request.Flag("if_not_exists");
        await store.UpdateAsync(StoreKey.Of(request), row => row is null || !onlyNew
            ? value
            : throw new ProtocolException(ErrorCode.KeyAlreadyExists, "the key has a value"));
        return null;
    }

    private async Task<JsonObject?> CompareAndSetAsync(Request request)
    {
        var (from, to) = (request.Required("from"), request.Required("to"));
        var create = request.Flag("create_if_not_exists");
        await store.UpdateAsync(StoreKey.Of(request), row => row switch
        {
            null when create => to,
            null => throw new ProtocolException(ErrorCode.KeyDoesNotExist, "the key has no value"),
            _ when JsonNode.DeepEquals(row.Value, from) => to,
            _ => throw new ProtocolException(ErrorCode.PreconditionFailed,
                $"the value is {row.Value?.ToJsonString() ?? "null"}, not {from?.ToJsonString() ?? "null"}"),
        });
        return null;
    }

    private async Task<JsonObject?> InvalidateAsync(Request request)
    {
        await store.InvalidateAsync(StoreKey.Of(request));
        return null;
    }

    private async Task<JsonObject?> FlushAsync() => new() { ["flushed"] = await store.FlushAsync() };

    private async Task WriteAsync(Stream output)
    {
        var next = 0L;
        await foreach (var reply in _replies.Reader.ReadAllAsync())
        {
            await output.WriteAsync(reply.Write(_id, next++));
            if (!_replies.Reader.TryPeek(out _))
                await output.FlushAsync();
        }
    }
}
