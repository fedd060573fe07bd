using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace CacheFleet.Caching.Storing;

/// <summary>Where the entries of families lie, computed from their names alone.</summary>
/// <remarks>A consumer of events needs this much of a declaration: no codec and no loader.</remarks>
public sealed class KeySpaces
{
    /// <summary>What the keys of a fleet begin with unless it is told otherwise.</summary>
    public const string DefaultPrefix = "cachefleet";

    // Prefix, policy, family, schema version; none of them can hold a colon.
    private const int ColonsBeforeKey = 4;

    private readonly FrozenDictionary<FamilyName, KeySpace[]> _spaces;
    private readonly FrozenDictionary<string, KeySpace> _byStart;

    /// <summary>Computes the spaces of the given families.</summary>
    /// <exception cref="ArgumentException">Two families have one name, or the prefix is no name.</exception>
    public KeySpaces(IEnumerable<FamilyId> families, string prefix = DefaultPrefix)
    {
        Prefix = NameRule.Check(prefix, "prefix", alsoAllowed: "-");
        _spaces = families.ToFrozenDictionary(f => f.Name, f => Spaces(f).ToArray());
        _byStart = _spaces.Values.SelectMany(s => s).ToFrozenDictionary(s => s.Start);
    }

    /// <summary>What every key begins with.</summary>
    public string Prefix { get; }

    /// <summary>The families known here.</summary>
    public IEnumerable<FamilyName> Families => _spaces.Keys;

    /// <summary>The spaces of a family, one for each of its policies.</summary>
    public IReadOnlyList<KeySpace> Of(FamilyName family) =>
        _spaces.TryGetValue(family, out var spaces) ? spaces : [];

    /// <summary>The keys under which an entry may lie: one for each policy.</summary>
    /// <returns>False if no such family is known, or the key is none.</returns>
    public bool TryEntries(string family, string key, out EntryKey[] entries)
    {
        entries = [];
        if (!FamilyName.TryParse(family, out var name) || !KeyText.Holds(key)
            || !_spaces.TryGetValue(name, out var spaces))
        {
            return false;
        }
        entries = Array.ConvertAll(spaces, space => space.Entry(key));
        return true;
    }

    /// <summary>Takes a store's key apart; false for one that is not of these spaces.</summary>
    internal bool TryParse(
        string storeKey, [NotNullWhen(true)] out KeySpace? space, out string key)
    {
        (space, key) = (null, "");
        var start = 0;
        for (var colons = 0; colons < ColonsBeforeKey; colons++)
        {
            var colon = storeKey.IndexOf(':', start);
            if (colon < 0)
                return false;
            start = colon + 1;
        }

        var starts = _byStart.GetAlternateLookup<ReadOnlySpan<char>>();
        key = storeKey[start..];
        return starts.TryGetValue(storeKey.AsSpan(0, start), out space);
    }

    private IEnumerable<KeySpace> Spaces(FamilyId family) =>
        family.Policies.Select(policy => new KeySpace(Prefix, family, policy));
}
