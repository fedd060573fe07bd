namespace CacheFleet.Caching;

/// <summary>What may stand between the colons of a key in the shared store.</summary>
internal static class NameRule
{
    private const int LongestName = 40;

    public static bool Holds(string? text, string alsoAllowed)
    {
        if (text is null or "" || text.Length > LongestName || !char.IsAsciiLetterLower(text[0]))
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && !alsoAllowed.Contains(c))
                return false;
        }
        return true;
    }

    public static string Check(string text, string what, string alsoAllowed) =>
        Holds(text, alsoAllowed)
            ? text
            : throw new ArgumentException(
                $"'{text}' is no {what} name: a lower-case letter first, then lower-case letters, "
                + $"digits and '{alsoAllowed}', at most {LongestName} characters.", nameof(text));
}
