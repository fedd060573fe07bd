using System.Security.Cryptography;
using System.Text;

namespace CacheFleet.Caching;

/// <summary>Makes a key of any text: two different texts never become one key.</summary>
/// <remarks>
/// What may not stand in a key, and the percent sign, become %XX for each byte of their UTF-8. What is then too long
/// keeps its beginning and ends in %~ and the SHA-256 of the whole; no escape reads so, so the two cannot meet.
/// </remarks>
internal static class KeyEscape
{
    private const int Kept = KeyText.LongestKey - 2 - 64;

    public static string Escape(string text) =>
        IsPlain(text) ? text : Shorten(Rewrite(text, alsoEscaped: ""));

    public static string Shorten(string escaped) => escaped.Length <= KeyText.LongestKey
        ? escaped
        : string.Concat(escaped.AsSpan(0, Kept), "%~", Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(escaped))));

    public static string Rewrite(string text, string alsoEscaped)
    {
        var key = new StringBuilder(text.Length + 16);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsFit(rune) && !(rune.IsBmp && alsoEscaped.Contains((char)rune.Value)))
            {
                key.Append(rune.ToString());
                continue;
            }

            var count = rune.EncodeToUtf8(bytes);
            foreach (var one in bytes[..count])
                key.Append('%').Append(one.ToString("X2", null));
        }

        return key.ToString();
    }

    private static bool IsPlain(string text) => KeyText.Holds(text) && !text.Contains('%');

    private static bool IsFit(Rune rune) =>
        rune.Value is not ('%' or '{' or '}') && rune != Rune.ReplacementChar
        && !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune);
}
