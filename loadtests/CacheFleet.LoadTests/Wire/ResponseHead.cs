using System.Buffers.Text;

namespace CacheFleet.LoadTests.Wire;

/// <summary>
/// Reads the head of an HTTP/1.1 answer: only the fields that decide or are measured, no
/// allocation.
/// </summary>
internal readonly record struct ResponseHead(
    int Status, int BodyLength, CacheOutcome Outcome, long Version)
{
    /// <summary>Stands for a chunked body.</summary>
    public const int Chunked = -1;

    private const int StatusOffset = 9; // after "HTTP/1.1 "

    /// <summary><paramref name="head"/> ends before the empty line.</summary>
    public static ResponseHead Parse(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1."u8)
            || !Utf8Parser.TryParse(head[StatusOffset..], out int status, out _))
        {
            throw new IOException("The answer does not begin with an HTTP/1.1 status line.");
        }
        var bodyLength = 0;
        var outcome = CacheOutcome.Unknown;
        long version = -1;
        var rest = head;
        while (NextLine(ref rest, out var line))
        {
            if (Is(line, "Content-Length:"u8, out var value)) bodyLength = LengthOf(value);
            else if (Is(line, "Transfer-Encoding:"u8, out _)) bodyLength = Chunked;
            else if (Is(line, "Cache-Status:"u8, out value)) outcome = OutcomeOf(value);
            else if (Is(line, "ETag:"u8, out value)) version = VersionOf(value);
        }
        return new ResponseHead(status, bodyLength, outcome, version);
    }

    private static bool NextLine(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        var end = rest.IndexOf("\r\n"u8);
        line = rest = end < 0 ? [] : rest[(end + 2)..];
        return end >= 0;
    }

    private static bool Is(
        ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (line.Length < name.Length || (line[0] | 0x20) != (name[0] | 0x20)) return false;
        if (!System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name)) return false;
        value = line[name.Length..].TrimStart((byte)' ');
        var end = value.IndexOf((byte)'\r');
        if (end >= 0) value = value[..end];
        return true;
    }

    private static int LengthOf(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out int length, out _)
            ? length
            : throw new IOException("The answer's Content-Length is no number.");

    private static CacheOutcome OutcomeOf(ReadOnlySpan<byte> value) =>
        value.IndexOf("; hit"u8) >= 0
            ? value.IndexOf("ttl=-"u8) >= 0 ? CacheOutcome.Stale : CacheOutcome.Hit
        : value.IndexOf("fwd=bypass"u8) >= 0 ? CacheOutcome.Bypass
        : value.IndexOf("collapsed"u8) >= 0 ? CacheOutcome.Collapsed
        : value.IndexOf("fwd="u8) >= 0 ? CacheOutcome.Miss
        : CacheOutcome.Unknown;

    private static long VersionOf(ReadOnlySpan<byte> value)
    {
        var start = value.IndexOf("\"v"u8);
        return start >= 0 && Utf8Parser.TryParse(value[(start + 2)..], out long version, out _)
            ? version : -1;
    }
}
