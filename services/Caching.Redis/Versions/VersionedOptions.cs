namespace CacheFleet.Caching.Redis.Versions;

/// <summary>The limits of versioned values. Bad values are refused where set.</summary>
public sealed record VersionedOptions
{
    /// <summary>What every key begins with.</summary>
    public string Prefix { get; init; } = "cachefleet";

    /// <summary>How long a value is kept after its last write.</summary>
    public Ttl TimeToLive { get; init; } = Ttl.Seconds(300);

    /// <summary>How long a superseded version stays for those who read it.</summary>
    public Ttl LongestRead { get; init; } = Ttl.Seconds(30);

    /// <summary>How long a writer may take to stage the parts of a version.</summary>
    public Ttl LongestWrite { get; init; } = Ttl.Seconds(60);

    /// <summary>The most versions of a value at once, the current one included.</summary>
    public int MostVersions
    {
        get;
        init => field = value is >= 1 and <= 1_000
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MostVersions), value, $"{nameof(MostVersions)} is from 1 to 1000.");
    } = 8;

    /// <summary>How long a command may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);
}
