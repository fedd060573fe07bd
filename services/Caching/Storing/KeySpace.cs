namespace CacheFleet.Caching.Storing;

/// <summary>The part of the shared store that one family has under one policy.</summary>
/// <remarks>Keys read <c>{prefix}:{policy}:{family}:{schemaVersion}[-{schema}]:{key}</c>.</remarks>
public sealed class KeySpace
{
    internal KeySpace(string prefix, FamilyId family, PolicyName policy)
    {
        Family = family.Name;
        Policy = policy;
        var schema = family.Schema is null ? "" : $"-{family.Schema}";
        Start = $"{prefix}:{policy}:{family.Name}:{family.SchemaVersion}{schema}:";
    }

    /// <summary>Whose entries they are.</summary>
    public FamilyName Family { get; }

    /// <summary>Whose policy it is.</summary>
    public PolicyName Policy { get; }

    /// <summary>What every key of this space begins with.</summary>
    public string Start { get; }

    /// <summary>The key of one entry.</summary>
    public EntryKey Entry(string key) => new(Start + key);

    internal EntryKey Entry<TKey>(KeyFormat<TKey> keys, TKey id)
        where TKey : notnull => new(keys.WriteAfter(Start, id));
}
