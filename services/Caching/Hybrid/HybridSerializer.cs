using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheFleet.Caching.Hybrid;

/// <summary>How values of one type become bytes: by the application's serializer, or else by JSON.</summary>
internal sealed class HybridSerializer<T>(IHybridCacheSerializer<T> inner)
{
    /// <summary>Whether callers may share one instance: then a hit in memory deserializes nothing.</summary>
    public bool IsImmutable { get; } = typeof(T) == typeof(string)
        || !RuntimeHelpers.IsReferenceOrContainsReferences<T>()
        || (typeof(T) is { IsSealed: true } && typeof(T).IsDefined(typeof(ImmutableObjectAttribute), false)
            && TypeDescriptor.GetAttributes(typeof(T)).Contains(ImmutableObjectAttribute.Yes));

    public ReadOnlyMemory<byte> Serialize(T value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        inner.Serialize(value, bytes);
        return bytes.WrittenMemory;
    }

    public bool TryDeserialize(ReadOnlyMemory<byte> bytes, out T value)
    {
        try
        {
            value = inner.Deserialize(new ReadOnlySequence<byte>(bytes));
            return true;
        }
        catch (Exception)
        {
            // Whatever a serializer throws for bytes it cannot read: better loaded again than failed.
            value = default!;
            return false;
        }
    }
}

/// <summary>JSON, for types that the application brings no serializer for.</summary>
internal sealed class JsonHybridSerializer<T> : IHybridCacheSerializer<T>
{
    public T Deserialize(ReadOnlySequence<byte> source)
    {
        var reader = new Utf8JsonReader(source);
        return JsonSerializer.Deserialize<T>(ref reader)!;
    }

    public void Serialize(T value, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target);
        JsonSerializer.Serialize(writer, value);
    }
}
