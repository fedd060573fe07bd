namespace CacheFleet.Caching.Locking;

/// <summary>The name of what is locked: 1 to 512 characters, none of them a control character.</summary>
public readonly record struct LockKey
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 512;

    private readonly string? _name;

    /// <summary>Makes a key.</summary>
    /// <exception cref="ArgumentException">The name is empty, too long or has control characters.</exception>
    public LockKey(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > LongestName)
            throw new ArgumentException(
                $"A lock's name has at most {LongestName} characters, this one {name.Length}.",
                nameof(name));
        if (name.Any(char.IsControl))
            throw new ArgumentException("A lock's name has no control characters.", nameof(name));
        _name = name;
    }

    /// <summary>The name.</summary>
    public string Name =>
        _name ?? throw new InvalidOperationException("default(LockKey) names nothing: use new(name).");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
