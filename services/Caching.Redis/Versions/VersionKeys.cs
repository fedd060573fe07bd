using System.Globalization;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis.Versions;

/// <summary>The keys of one value; the braces keep them in one slot of a cluster.</summary>
internal readonly struct VersionKeys
{
    private readonly string _value;

    public VersionKeys(string prefix, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.AsSpan().ContainsAny('{', '}'))
            throw new ArgumentException($"'{name}' holds braces, which would choose another slot.", nameof(name));
        _value = $"{prefix}:versions:{{{name}}}";
    }

    public RedisKey Pointer => _value;

    public RedisKey Superseded => $"{_value}:superseded";

    /// <summary>What the keys of versions begin with.</summary>
    public string Start => $"{_value}:v";

    public RedisKey Version(long version) => Start + version.ToString(CultureInfo.InvariantCulture);

    public RedisKey Staged(long number) =>
        $"{_value}:staged:{number.ToString("x", CultureInfo.InvariantCulture)}";
}
