using System.Buffers.Binary;

namespace CacheFleet.Caching.Storing;

/// <summary>The bytes of an entry: a header that every reader and script understands, then the payload.</summary>
/// <remarks>
/// Format 1, big-endian: format (1 byte), flags (1: bit 0 = absent row), version (8), fresh until (8, Unix ms), keep
/// until (8, Unix ms), load time (4, ms), payload. The scripts of the Redis store read it at these offsets.
/// </remarks>
public static class Envelope
{
    private const byte Format = 1;
    private const byte AbsentRow = 1;
    private const int Header = 30;

    /// <summary>Wraps an entry.</summary>
    public static byte[] Wrap(in StoredEntry entry)
    {
        var bytes = new byte[Header + entry.Payload.Length];
        var span = bytes.AsSpan();
        span[0] = Format;
        span[1] = entry.IsAbsentRow ? AbsentRow : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(span[2..], entry.Version);
        BinaryPrimitives.WriteInt64BigEndian(span[10..], entry.FreshUntil);
        BinaryPrimitives.WriteInt64BigEndian(span[18..], entry.KeepUntil);
        BinaryPrimitives.WriteUInt32BigEndian(span[26..], entry.LoadTime);
        entry.Payload.Span.CopyTo(span[Header..]);
        return bytes;
    }

    /// <summary>Unwraps an entry; false for bytes that are of no known format.</summary>
    public static bool TryUnwrap(ReadOnlyMemory<byte> bytes, out StoredEntry entry)
    {
        var span = bytes.Span;
        if (span.Length < Header || span[0] != Format)
        {
            entry = default;
            return false;
        }

        entry = new StoredEntry(bytes[Header..], BinaryPrimitives.ReadInt64BigEndian(span[2..]))
        {
            IsAbsentRow = (span[1] & AbsentRow) != 0,
            FreshUntil = BinaryPrimitives.ReadInt64BigEndian(span[10..]),
            KeepUntil = BinaryPrimitives.ReadInt64BigEndian(span[18..]),
            LoadTime = BinaryPrimitives.ReadUInt32BigEndian(span[26..]),
        };
        return true;
    }
}
