namespace CacheFleet.Caching;

/// <summary>The name of a cache family: one word in lower case, digits and hyphens.</summary>
/// <remarks>It stands in keys of the shared store, in events and in metric labels.</remarks>
public readonly record struct FamilyName
{
    private readonly string? _text;

    /// <summary>Makes a name.</summary>
    /// <exception cref="ArgumentException">The text is no name.</exception>
    public FamilyName(string text) => _text = NameRule.Check(text, "family", alsoAllowed: "-");

    /// <summary>The name itself.</summary>
    public override string ToString() => _text ?? "?";

    /// <summary>Reads a name that came from outside, an event say.</summary>
    public static bool TryParse(string? text, out FamilyName name)
    {
        var good = NameRule.Holds(text, "-");
        name = good ? new FamilyName(text!) : default;
        return good;
    }
}
