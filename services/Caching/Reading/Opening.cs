using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>Makes an answer of an entry.</summary>
internal static class Opening
{
    /// <summary>False for a payload that this code cannot read: a miss, never an exception.</summary>
    public static bool TryOpen<T>(this ICacheCodec<T> codec, in StoredEntry entry, out Loaded<T> row)
    {
        row = Loaded<T>.Absent;
        if (entry.IsAbsentRow)
            return true;
        if (!codec.TryDecode(entry.Payload, out var value))
            return false;
        row = Loaded.Of(value, entry.Version);
        return true;
    }
}
