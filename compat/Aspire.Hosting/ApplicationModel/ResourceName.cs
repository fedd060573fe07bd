namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// The rule that the real package applies to names, because DCP and DNS demand it.
/// </summary>
internal static class ResourceName
{
    private const int Longest = 64;

    public static void ThrowIfInvalid(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var allowed = name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
        if (!allowed || !char.IsAsciiLetter(name[0]) || name.EndsWith('-')
            || name.Contains("--", StringComparison.Ordinal) || name.Length > Longest)
        {
            throw new ArgumentException(
                $"Resource name '{name}' is invalid: at most {Longest} ASCII letters, digits and "
                + "single hyphens, starting with a letter and not ending with a hyphen.",
                nameof(name));
        }
    }
}
