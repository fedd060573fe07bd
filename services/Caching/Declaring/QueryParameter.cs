namespace CacheFleet.Caching;

/// <summary>Which values count when a parameter comes several times.</summary>
public enum Repeated
{
    /// <summary>The first one, as the framework binds a single value.</summary>
    First,

    /// <summary>The last one.</summary>
    Last,

    /// <summary>All, in the order given: another order is another answer.</summary>
    All,

    /// <summary>All, each once, in whatever order: a set.</summary>
    Set,
}

/// <summary>A parameter that changes the response, and what of it does.</summary>
/// <param name="Name">Its name; upper and lower case are the same.</param>
public sealed record QueryParameter(string Name)
{
    /// <summary>Its name as it stands in keys.</summary>
    public string Name { get; } = Name is { Length: > 0 and <= 64 } && Name.All(IsPlain)
        ? Name.ToLowerInvariant()
        : throw new ArgumentException(
            $"'{Name}' names no query parameter: 1 to 64 letters, digits, '-', '_' or '.'.",
            nameof(Name));

    /// <summary>What it is when it is absent; given so, it is left out of the key.</summary>
    public string? Default { get; init; }

    /// <summary>Whether upper and lower case of its value are the same.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>What counts when it comes several times.</summary>
    public Repeated Repeated { get; init; }

    /// <summary>The longest value, in characters: a longer one has no key.</summary>
    public int MaxLength
    {
        get;
        init => field = value is >= 1 and <= 256
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MaxLength), value, $"{nameof(MaxLength)} is from 1 to 256.");
    } = 64;

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
