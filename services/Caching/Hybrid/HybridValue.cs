using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Hybrid;

/// <summary>A value whose type only its caller knows: its bytes, its tags' stamps, its own times.</summary>
internal sealed class HybridValue(ReadOnlyMemory<byte> body, bool isNull, TagStamp[] stamps)
    : IOwnTimes
{
    // Only of a type that nobody can change: callers share it.
    private object? _shared;

    public ReadOnlyMemory<byte> Body => body;

    public bool IsNull => isNull;

    public TagStamp[] Stamps => stamps;

    public Ttl? TimeToLive { get; init; }

    public TimeSpan? NearFor { get; init; }

    /// <summary>The value; false for bytes that are not of this type.</summary>
    public bool TryTake<T>(HybridSerializer<T> serializer, out T value)
    {
        if (_shared is T shared)
        {
            value = shared;
            return true;
        }

        if (isNull)
        {
            value = default!;
            return true;
        }

        if (!serializer.TryDeserialize(body, out value))
            return false;
        if (serializer.IsImmutable)
            _shared = value;
        return true;
    }
}

/// <summary>What a tag's epoch was before the value was loaded.</summary>
internal readonly record struct TagStamp(string Tag, long Epoch);
