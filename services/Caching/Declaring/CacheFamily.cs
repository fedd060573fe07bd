using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching;

/// <summary>A family of entries: everything there is to know about them, declared once.</summary>
public abstract class CacheFamily
{
    private protected CacheFamily(FamilyId id, IReadOnlyList<EntryPolicy> policies)
    {
        Id = id;
        Policies = policies;
        var twice = policies.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"Family '{id.Name}' has two policies '{twice.Key}'.");
        foreach (var policy in policies)
            policy.RefuseContradictions(id.Name);
    }

    /// <summary>What names the entries in the shared store.</summary>
    public FamilyId Id { get; private protected set; }

    /// <summary>The family's name.</summary>
    public FamilyName Name => Id.Name;

    /// <summary>The policies; the first is the family's own, the others are there to compare.</summary>
    public IReadOnlyList<EntryPolicy> Policies { get; }

    internal abstract FamilyReaders CreateReaders(ReaderParts parts);

    internal EntryPolicy PolicyCalled(PolicyName name)
    {
        foreach (var policy in Policies)
        {
            if (policy.Name == name)
                return policy;
        }
        throw new ArgumentException(
            $"Family '{Name}' has no policy '{name}'; it has "
            + $"{string.Join(", ", Policies.Select(p => p.Name))}.", nameof(name));
    }
}

/// <summary>A family whose ids are <typeparamref name="TKey"/>.</summary>
public sealed class CacheFamily<TKey, T> : CacheFamily
    where TKey : notnull
{
    /// <summary>Declares a family.</summary>
    /// <param name="name">Its name, one word.</param>
    /// <param name="schemaVersion">Grows whenever the encoded shape changes.</param>
    /// <param name="keys">How ids become key text.</param>
    /// <param name="codec">How values become bytes.</param>
    /// <param name="load">Reads one value at the origin.</param>
    /// <param name="policies">The family's policy, then those to compare it with.</param>
    public CacheFamily(string name, int schemaVersion, KeyFormat<TKey> keys, ICacheCodec<T> codec,
        Loader<TKey, T> load, params IReadOnlyList<EntryPolicy> policies)
        : base(Identify(name, schemaVersion, policies), policies)
    {
        Keys = keys ?? throw Missing(name, nameof(keys));
        Codec = codec ?? throw Missing(name, nameof(codec));
        Load = load ?? throw Missing(name, nameof(load));
    }

    /// <summary>The readers of the cache that read the family last; its own note, not part of it.</summary>
    internal FamilyReaders<TKey, T>? LastReaders { get; set; }

    /// <summary>How ids become key text.</summary>
    public KeyFormat<TKey> Keys { get; }

    /// <summary>Whether keys carry the codec's fingerprint beside the schema version.</summary>
    /// <remarks>
    /// Whoever else invalidates such entries, a consumer of events say, must name the same
    /// <see cref="FamilyId.Schema"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The codec has no fingerprint.</exception>
    public bool SchemaInKeys
    {
        get => Id.Schema is not null;
        init => Id = !value
            ? Id
            : Id with
            {
                Schema = Codec.Schema ?? throw new ArgumentException(
                    $"Family '{Name}' has a codec without a schema: leave {nameof(SchemaInKeys)}."),
            };
    }

    /// <summary>How values become bytes.</summary>
    public ICacheCodec<T> Codec { get; }

    /// <summary>Reads one value at the origin.</summary>
    public Loader<TKey, T> Load { get; }

    /// <summary>The key of one entry.</summary>
    /// <exception cref="ArgumentException">The id cannot stand in a key.</exception>
    public CacheKey<TKey, T> Key(TKey id)
    {
        Keys.Check(id);
        return new CacheKey<TKey, T>(this, id, policy: null);
    }

    internal override FamilyReaders CreateReaders(ReaderParts parts) =>
        new FamilyReaders<TKey, T>(this, parts);

    private static ArgumentNullException Missing(string family, string what) =>
        new(what, $"Family '{family}' needs this to read its entries.");

    private static FamilyId Identify(string name, int version, IReadOnlyList<EntryPolicy> policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        return policies.Count > 0
            ? new FamilyId(name, version, [.. policies.Select(p => p.Name)])
            : throw new ArgumentException($"Family '{name}' needs a policy.", nameof(policies));
    }
}
