using System.Text.Json;
using System.Text.Json.Nodes;

namespace CacheFleet.Protocol.Node.Messages;

/// <summary>One line of input, as far as it could be read.</summary>
/// <param name="Source">Who is to be answered; empty if the line does not say.</param>
/// <param name="MessageId">What the reply refers to; null if the line does not say.</param>
/// <param name="Body">Null if the line is no message.</param>
internal sealed record Request(string Source, long? MessageId, JsonObject? Body)
{
    private const int LongestLine = 1 << 20;

    /// <summary>Whoever can be answered is, however broken the rest of the line.</summary>
    public static Request Parse(string line)
    {
        if (line.Length > LongestLine)
            return new Request("", null, null);
        try
        {
            if (JsonNode.Parse(line) is not JsonObject message)
                return new Request("", null, null);
            var source = Text(message["src"]) ?? "";
            var body = message["body"] as JsonObject;
            var id = body?["msg_id"] is JsonValue value && value.TryGetValue<long>(out var number)
                ? number
                : (long?)null;
            return new Request(source, id, source.Length > 0 && Text(body?["type"]) is not null ? body : null);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // ArgumentException: the same member twice.
            return new Request("", null, null);
        }
    }

    public string Type => Text(Body!["type"])!;

    /// <summary>A member that must be there; JSON's null counts as a value.</summary>
    public JsonNode? Required(string name) => Body!.TryGetPropertyValue(name, out var value)
        ? value
        : throw new ProtocolException(ErrorCode.MalformedRequest, $"'{name}' is missing in '{Type}'");

    public bool Flag(string name) =>
        Body![name] is JsonValue value && value.TryGetValue<bool>(out var set) && set;

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
