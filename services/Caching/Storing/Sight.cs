namespace CacheFleet.Caching.Storing;

/// <summary>What a look at the shared store can find.</summary>
public enum SightKind
{
    /// <summary>The store did not answer. Not the same as finding nothing.</summary>
    Dark,

    /// <summary>There is no entry.</summary>
    Absent,

    /// <summary>There is an entry, and it may be answered.</summary>
    Fresh,
}

/// <summary>What one look found: one value, one switch, no flags beside it.</summary>
public readonly struct Sight
{
    private Sight(SightKind kind, StoredEntry entry, StoreTrouble trouble)
    {
        Kind = kind;
        Entry = entry;
        Trouble = trouble;
    }

    /// <summary>Which of the cases.</summary>
    public SightKind Kind { get; }

    /// <summary>The entry, if <see cref="SightKind.Fresh"/>.</summary>
    public StoredEntry Entry { get; }

    /// <summary>Why the store did not answer, if <see cref="SightKind.Dark"/>.</summary>
    public StoreTrouble Trouble { get; }

    /// <summary>Nothing there.</summary>
    public static Sight Absent => new(SightKind.Absent, default, StoreTrouble.None);

    /// <summary>An entry that may be answered.</summary>
    public static Sight Fresh(StoredEntry entry) => new(SightKind.Fresh, entry, StoreTrouble.None);

    /// <summary>No answer.</summary>
    public static Sight Dark(StoreTrouble trouble) => new(SightKind.Dark, default, trouble);
}

/// <summary>An entry as it lies in the store.</summary>
/// <param name="Payload">The encoded value.</param>
/// <param name="Version">The version of the row that it was made from.</param>
public readonly record struct StoredEntry(ReadOnlyMemory<byte> Payload, long Version);
