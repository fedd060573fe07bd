using CacheFleet.Protocol.Node.Messages;

namespace CacheFleet.Protocol.Node;

/// <summary>A message's key, any JSON value, as text that is fit for a cache key.</summary>
internal static class StoreKey
{
    private const int Longest = 512;

    public static string Of(Request request)
    {
        var key = request.Required("key")
            ?? throw new ProtocolException(ErrorCode.MalformedRequest, "'key' is null");
        var text = Uri.EscapeDataString(key.ToJsonString());
        return text.Length <= Longest
            ? text
            : throw new ProtocolException(
                ErrorCode.MalformedRequest, $"'key' has {text.Length} characters; at most {Longest}");
    }
}
