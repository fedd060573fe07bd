namespace CacheFleet.Caching;

/// <summary>The name of a policy; entries of different policies never share a key.</summary>
public readonly record struct PolicyName
{
    private readonly string? _text;

    /// <summary>Makes a name.</summary>
    /// <exception cref="ArgumentException">The text is no name.</exception>
    public PolicyName(string text) => _text = NameRule.Check(text, "policy", alsoAllowed: "-+");

    /// <summary>Look, load, fill; no guard at all. What the other policies are measured against.</summary>
    public static PolicyName Baseline { get; } = new("baseline");

    /// <summary>A family's own policy, where nothing else names it.</summary>
    public static PolicyName Default { get; } = new("default");

    /// <summary>One load per key in each process.</summary>
    public static PolicyName SingleFlight { get; } = new("single-flight");

    /// <summary>Every policy this library has: an invalidation must reach all of them.</summary>
    public static IReadOnlyList<PolicyName> BuiltIn { get; } = [SingleFlight, Baseline];

    /// <summary>The name itself.</summary>
    public override string ToString() => _text ?? "?";

    /// <summary>Reads a name that came from outside, a header say.</summary>
    public static bool TryParse(string? text, out PolicyName name)
    {
        var good = NameRule.Holds(text, "-+");
        name = good ? new PolicyName(text!) : default;
        return good;
    }
}
