namespace CacheFleet.Caching.Locking;

/// <summary>The name of what is locked: 1 to 1,024 characters, none of them a control character.</summary>
public readonly record struct LockKey
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 1_024;

    private readonly string? _name;

    /// <summary>Makes a key.</summary>
    /// <exception cref="ArgumentException">The name is blank, too long or has control characters.</exception>
    public LockKey(string name) => _name = Holds(name)
        ? name
        : throw new ArgumentException(
            $"'{name}' names no lock: 1 to {LongestName} characters, not only blanks, no controls.",
            nameof(name));

    /// <summary>The name.</summary>
    public string Name =>
        _name ?? throw new InvalidOperationException("default(LockKey) names nothing: use new(name).");

    /// <summary>Reads a name that came from outside.</summary>
    public static bool TryParse(string? text, out LockKey key)
    {
        var good = Holds(text);
        key = good ? new LockKey(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool Holds(string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= LongestName && !text.Any(char.IsControl);
}
