namespace CacheFleet.Caching;

/// <summary>Which layer had the value.</summary>
public enum Tier
{
    /// <summary>The shared store.</summary>
    Shared,

    /// <summary>The origin.</summary>
    Origin,
}

/// <summary>How a read went.</summary>
public enum ReadOutcome
{
    /// <summary>The cache had it.</summary>
    Hit,

    /// <summary>The cache had it, past its soft TTL, and it was allowed to be answered.</summary>
    Stale,

    /// <summary>It was loaded because the cache had nothing usable.</summary>
    Miss,

    /// <summary>It was loaded because the cache did not answer.</summary>
    StoreDark,
}

/// <summary>What became of the value after a load.</summary>
public enum FillOutcome
{
    /// <summary>There was nothing to fill, or nobody tried.</summary>
    None,

    /// <summary>It was stored.</summary>
    Stored,

    /// <summary>The store did not take it.</summary>
    Failed,

    /// <summary>It is larger than the policy's limit.</summary>
    TooLarge,

    /// <summary>Refused: an invalidation, a later lease or a lost store voided the lease.</summary>
    LeaseRefused,

    /// <summary>Refused: something newer is known.</summary>
    VersionRefused,
}

/// <summary>A value with its version and the way it was come by, or the news that it is absent.</summary>
public readonly struct Answer<T>
{
    private readonly Loaded<T> _loaded;

    internal Answer(Loaded<T> loaded, Tier tier, ReadOutcome outcome, FillOutcome fill, bool joined)
    {
        _loaded = loaded;
        Tier = tier;
        Outcome = outcome;
        Fill = fill;
        Joined = joined;
    }

    /// <summary>False if the origin has no such row.</summary>
    public bool IsPresent => _loaded.IsPresent;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The row is absent.</exception>
    public T Value => _loaded.Value;

    /// <summary>The version of the row behind the value.</summary>
    public long Version => _loaded.Version;

    /// <summary>Which layer had it.</summary>
    public Tier Tier { get; }

    /// <summary>How the read went.</summary>
    public ReadOutcome Outcome { get; }

    /// <summary>What became of a loaded value.</summary>
    public FillOutcome Fill { get; }

    /// <summary>How long past its soft TTL the value was, if the outcome is stale.</summary>
    public TimeSpan StaleFor { get; private init; }

    /// <summary>Whether the caller shared the read of another one.</summary>
    public bool Joined { get; }

    internal Answer<T> ForOneAboard() =>
        new(_loaded, Tier, Outcome, Fill, joined: true) { StaleFor = StaleFor };

    internal static Answer<T> Stale(Loaded<T> loaded, TimeSpan staleFor) =>
        new(loaded, Tier.Shared, ReadOutcome.Stale, FillOutcome.None, joined: false)
        {
            StaleFor = staleFor,
        };
}

internal static class Answer
{
    public static Answer<T> Hit<T>(Loaded<T> loaded) =>
        new(loaded, Tier.Shared, ReadOutcome.Hit, FillOutcome.None, joined: false);

    public static Answer<T> Miss<T>(Loaded<T> loaded, FillOutcome fill) =>
        new(loaded, Tier.Origin, ReadOutcome.Miss, fill, joined: false);

    public static Answer<T> InTheDark<T>(Loaded<T> loaded) =>
        new(loaded, Tier.Origin, ReadOutcome.StoreDark, FillOutcome.None, joined: false);
}
