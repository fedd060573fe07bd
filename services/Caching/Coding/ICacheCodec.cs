using System.Diagnostics.CodeAnalysis;

namespace CacheFleet.Caching;

/// <summary>How a value becomes the bytes of an entry, and back.</summary>
public interface ICacheCodec<T>
{
    /// <summary>A few characters that change with the encoded shape; null if it does not tell.</summary>
    string? Schema => null;

    /// <summary>Encodes a value.</summary>
    byte[] Encode(T value);

    /// <summary>Decodes a payload; false for one that this code cannot read.</summary>
    /// <remarks>An unreadable entry is a miss, never an exception and never a null.</remarks>
    bool TryDecode(ReadOnlyMemory<byte> payload, [MaybeNullWhen(false)] out T value);
}
