namespace CacheFleet.Caching;

/// <summary>Bytes as they are: for what is encoded already, a rendered page or a picture.</summary>
/// <remarks>Every payload is one of these; nothing is ever undecodable.</remarks>
public sealed class RawCodec : ICacheCodec<ReadOnlyMemory<byte>>
{
    /// <inheritdoc/>
    public byte[] Encode(ReadOnlyMemory<byte> value) => value.ToArray();

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> value)
    {
        value = payload;
        return true;
    }
}
