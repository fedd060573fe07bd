using StackExchange.Redis;

namespace CacheFleet.Caching.Redis.Versions;

/// <summary>A read of one version, whatever is written meanwhile.</summary>
public sealed class VersionedRead
{
    private readonly VersionedValues _values;
    private readonly RedisKey _key;

    internal VersionedRead(VersionedValues values, RedisKey key, long version, int parts) =>
        (_values, _key, Version, Parts) = (values, key, version, parts);

    /// <summary>The version that is read.</summary>
    public long Version { get; }

    /// <summary>How many parts it has.</summary>
    public int Parts { get; }

    /// <summary>One part.</summary>
    /// <exception cref="VersionGoneException">The version has ended: the read took too long, or too many came
    /// after.</exception>
    public async Task<ReadOnlyMemory<byte>> PartAsync(int part)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, Parts);
        return await _values.PartAsync(_key, part) ?? throw new VersionGoneException(
            $"Version {Version} has gone at part {part} of {Parts}: raise "
            + $"{nameof(VersionedOptions.LongestRead)} or {nameof(VersionedOptions.MostVersions)}, or begin anew.");
    }
}

/// <summary>What a reader was reading has ended before the read has.</summary>
public sealed class VersionGoneException : Exception
{
    /// <summary>Says which.</summary>
    public VersionGoneException(string message)
        : base(message)
    {
    }

    /// <summary>Says that it has.</summary>
    public VersionGoneException()
        : this("The version has gone.")
    {
    }

    /// <summary>Says which, and why.</summary>
    public VersionGoneException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
