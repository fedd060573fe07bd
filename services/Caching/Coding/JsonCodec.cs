using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CacheFleet.Caching.Coding;

namespace CacheFleet.Caching;

/// <summary>System.Text.Json with metadata that a source generator wrote at build time.</summary>
/// <param name="shape">A property of a <c>JsonSerializerContext</c>.</param>
public sealed class JsonCodec<T>(JsonTypeInfo<T> shape) : ICacheCodec<T>
{
    /// <inheritdoc/>
    public string? Schema { get; } = JsonSchema.Fingerprint(shape);

    /// <inheritdoc/>
    public byte[] Encode(T value) => JsonSerializer.SerializeToUtf8Bytes(value, shape);

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlyMemory<byte> payload, [MaybeNullWhen(false)] out T value)
    {
        try
        {
            value = JsonSerializer.Deserialize(payload.Span, shape);
            return value is not null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            // A missing required field ends here too: better loaded again than served as a null.
            value = default;
            return false;
        }
    }
}
