using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CacheFleet.Protocol.Node.Messages;

/// <summary>
/// One reply; its <c>msg_id</c> is given when it is written, in the order of the output.
/// </summary>
internal sealed record Reply(string Destination, string Type, long? InReplyTo, JsonObject? Rest = null)
{
    private static readonly JsonWriterOptions Compact =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Reply Error(Request request, ErrorCode code, string text) =>
        new(request.Source, "error", request.MessageId,
            new JsonObject { ["code"] = (int)code, ["text"] = text });

    /// <summary>Compact; the body's members are type, in_reply_to, msg_id, then the rest.</summary>
    public byte[] Write(string node, long messageId)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Compact))
        {
            json.WriteStartObject();
            json.WriteString("src", node);
            json.WriteString("dest", Destination);
            json.WriteStartObject("body");
            json.WriteString("type", Type);
            if (InReplyTo is { } id)
                json.WriteNumber("in_reply_to", id);
            json.WriteNumber("msg_id", messageId);
            foreach (var (name, value) in Rest ?? [])
            {
                json.WritePropertyName(name);
                if (value is null)
                    json.WriteNullValue();
                else
                    value.WriteTo(json);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }
}
