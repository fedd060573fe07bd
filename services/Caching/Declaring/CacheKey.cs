namespace CacheFleet.Caching;

/// <summary>One entry's key: which family, which id, and, in a lab, under which policy.</summary>
/// <remarks>Made by <see cref="CacheFamily{TKey,T}.Key"/> only, so an odd key cannot exist.</remarks>
public readonly struct CacheKey<TKey, T>
    where TKey : notnull
{
    private readonly CacheFamily<TKey, T>? _family;

    internal CacheKey(CacheFamily<TKey, T> family, TKey id, PolicyName? policy)
    {
        _family = family;
        Id = id;
        Policy = policy;
    }

    /// <summary>The family that declares how such keys are read.</summary>
    public CacheFamily<TKey, T> Family => _family
        ?? throw new InvalidOperationException("A CacheKey is made by its family's Key method.");

    /// <summary>The id within the family.</summary>
    public TKey Id { get; }

    /// <summary>The policy asked for; null means the family's own.</summary>
    public PolicyName? Policy { get; }

    /// <summary>The policy that a read or a write of this key goes by.</summary>
    public EntryPolicy Rules => Policy is { } name ? Family.PolicyCalled(name) : Family.Policies[0];

    /// <summary>The same key under another of the family's policies (for comparisons).</summary>
    /// <exception cref="ArgumentException">The family has no such policy.</exception>
    public CacheKey<TKey, T> Under(PolicyName policy) =>
        new(Family, Id, Family.PolicyCalled(policy).Name);

    /// <summary>Family and id, for logs.</summary>
    public override string ToString() => $"{Family.Name}:{Family.Keys.Write(Id)}";
}
