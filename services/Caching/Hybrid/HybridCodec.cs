using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CacheFleet.Caching.Hybrid;

/// <summary>The bytes of a <see cref="HybridValue"/> as they stand behind the envelope.</summary>
/// <remarks>
/// Format 1, big-endian: format (1 byte), flags (1: bit 0 = null), L1 time (8, ms, 0 = none of its own), number of
/// stamps (2), for each its tag's length (2), tag (UTF-8) and epoch (8); then the serializer's bytes.
/// </remarks>
internal sealed class HybridCodec : ICacheCodec<HybridValue>
{
    private const byte Format = 1;
    private const byte Null = 1;
    private const int Header = 12;

    public byte[] Encode(HybridValue value)
    {
        var stamps = value.Stamps.Sum(s => 10 + Encoding.UTF8.GetByteCount(s.Tag));
        var bytes = new byte[Header + stamps + value.Body.Length];
        bytes[0] = Format;
        bytes[1] = value.IsNull ? Null : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(
            bytes.AsSpan(2), (long)(value.NearFor ?? TimeSpan.Zero).TotalMilliseconds);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), (ushort)value.Stamps.Length);
        var rest = bytes.AsSpan(Header);
        foreach (var stamp in value.Stamps)
        {
            var length = Encoding.UTF8.GetBytes(stamp.Tag, rest[2..]);
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)length);
            BinaryPrimitives.WriteInt64BigEndian(rest[(2 + length)..], stamp.Epoch);
            rest = rest[(10 + length)..];
        }

        value.Body.Span.CopyTo(rest);
        return bytes;
    }

    public bool TryDecode(
        ReadOnlyMemory<byte> payload, [MaybeNullWhen(false)] out HybridValue value)
    {
        value = null;
        var bytes = payload.Span;
        if (bytes.Length < Header || bytes[0] != Format)
            return false;
        var stamps = new TagStamp[BinaryPrimitives.ReadUInt16BigEndian(bytes[10..])];
        var at = Header;
        for (var i = 0; i < stamps.Length; i++)
        {
            if (!TryReadStamp(bytes, ref at, out stamps[i]))
                return false;
        }

        var nearFor = BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        value = new HybridValue(payload[at..], (bytes[1] & Null) != 0, stamps)
        {
            NearFor = nearFor > 0 ? TimeSpan.FromMilliseconds(nearFor) : null,
        };
        return true;
    }

    private static bool TryReadStamp(ReadOnlySpan<byte> bytes, ref int at, out TagStamp stamp)
    {
        stamp = default;
        if (bytes.Length < at + 2)
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        if (bytes.Length < at + 10 + length)
            return false;
        stamp = new TagStamp(
            Encoding.UTF8.GetString(bytes.Slice(at + 2, length)),
            BinaryPrimitives.ReadInt64BigEndian(bytes[(at + 2 + length)..]));
        at += 10 + length;
        return true;
    }
}
