using CacheFleet.Caching;

namespace CacheFleet.Benchmarks.Nodes;

/// <summary>Nodes whose values are bytes as they come: no codec in the figures.</summary>
internal static class RawNode
{
    public static Task<Node<ReadOnlyMemory<byte>>> StartAsync(
        string redis, Func<long, Task>? hold = null, EntryPolicy? policy = null) =>
        Node<ReadOnlyMemory<byte>>.StartAsync(redis, new RawCodec(), async (id, _) =>
        {
            if (hold is not null)
                await hold(id);
            return Loaded.Of<ReadOnlyMemory<byte>>(Payload.Bytes, 1);
        }, policy ?? Policies.Leased);
}

/// <summary>Values of a reference type.</summary>
internal sealed class TextCodec : ICacheCodec<string>
{
    public byte[] Encode(string value) => System.Text.Encoding.UTF8.GetBytes(value);

    public bool TryDecode(ReadOnlyMemory<byte> payload, out string value)
    {
        value = System.Text.Encoding.UTF8.GetString(payload.Span);
        return true;
    }
}
