namespace CacheFleet.Caching;

/// <summary>What names a family's entries in the shared store, without its codec and loader.</summary>
/// <remarks>Enough to invalidate them: a consumer of events needs no more.</remarks>
public sealed record FamilyId
{
    /// <summary>Names a family under the given policies, all built-in ones if none is given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The schema version is below 1.</exception>
    public FamilyId(string name, int schemaVersion, params IReadOnlyList<PolicyName> policies)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(schemaVersion, 1);
        ArgumentNullException.ThrowIfNull(policies);
        Name = new FamilyName(name);
        SchemaVersion = schemaVersion;
        Policies = policies.Count == 0 ? PolicyName.BuiltIn : policies;
    }

    /// <summary>The family's name.</summary>
    public FamilyName Name { get; }

    /// <summary>Grows when the encoded shape changes: old and new entries never meet.</summary>
    public int SchemaVersion { get; }

    /// <summary>The fingerprint of the encoded shape, if keys are to carry it; a codec tells it.</summary>
    /// <remarks>Then entries of two shapes never meet, even if somebody forgot to raise the version.</remarks>
    /// <exception cref="ArgumentException">Not lower-case letters and digits.</exception>
    public string? Schema
    {
        get;
        init => field = value is null || NameRule.Holds("s" + value, "")
            ? value
            : throw new ArgumentException($"'{value}' is no schema: lower-case letters and digits.");
    }

    /// <summary>The policies that may hold entries of this family.</summary>
    public IReadOnlyList<PolicyName> Policies { get; }
}
