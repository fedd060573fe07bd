using System.Text;
using System.Text.Json.Nodes;

namespace CacheFleet.Protocol.Node.Keeping;

/// <summary>A value with its version, which grows with each write of the key.</summary>
internal sealed record Row(JsonNode? Value, long Version)
{
    public byte[] Bytes => Encoding.UTF8.GetBytes(Value?.ToJsonString() ?? "null");

    public static JsonNode? Decode(ReadOnlyMemory<byte> bytes) => JsonNode.Parse(bytes.Span);
}

/// <summary>
/// The new value for the one that is there (null: none); throws to leave it as it is.
/// </summary>
internal delegate JsonNode? Change(Row? row);
