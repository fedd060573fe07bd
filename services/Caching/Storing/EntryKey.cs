namespace CacheFleet.Caching.Storing;

/// <summary>The full key of one entry in the shared store.</summary>
public readonly record struct EntryKey
{
    private readonly string? _text;

    internal EntryKey(string text) => _text = text;

    /// <summary>The key as the store sees it.</summary>
    /// <exception cref="InvalidOperationException">A default value: it names no entry.</exception>
    public override string ToString() => _text
        ?? throw new InvalidOperationException("An EntryKey is made by a KeySpace.");
}
