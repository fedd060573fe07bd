namespace CacheFleet.Caching;

/// <summary>The rule for the last part of a key.</summary>
internal static class KeyText
{
    public const int LongestKey = 512;

    // Braces would choose the slot in a cluster, blanks and controls would not survive a log or a command line.
    public static bool Holds(string? text)
    {
        if (text is null or "" || text.Length > LongestKey)
            return false;
        // Nearly every key, in one vectorised step: a hit in memory begins with this check.
        if (!text.AsSpan().ContainsAnyExceptInRange('!', 'z'))
            return true;
        foreach (var c in text)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c) || c is '{' or '}')
                return false;
        }
        return true;
    }

    public static void Check(string? text)
    {
        if (!Holds(text))
            throw Refusal(text);
    }

    private static ArgumentException Refusal(string? text) => new(
        $"'{text}' is no key: 1 to {LongestKey} characters, no blanks, controls or braces.",
        nameof(text));
}
