using System.Diagnostics.CodeAnalysis;

namespace CacheFleet.Caching;

/// <summary>How a value becomes the bytes of an entry, and back.</summary>
public interface ICacheCodec<T>
{
    /// <summary>Encodes a value.</summary>
    byte[] Encode(T value);

    /// <summary>Decodes a payload; false for one that this code cannot read.</summary>
    /// <remarks>An unreadable entry is a miss, never an exception and never a null.</remarks>
    bool TryDecode(ReadOnlyMemory<byte> payload, [MaybeNullWhen(false)] out T value);
}
