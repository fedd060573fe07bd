namespace CacheFleet.Caching;

/// <summary>Which layer had the value.</summary>
public enum Tier
{
    /// <summary>The shared store.</summary>
    Shared,

    /// <summary>This process's own memory (L1).</summary>
    Near,

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

    // Small fields: an answer is copied through every layer of a read, and a hit has nanoseconds.
    private readonly byte _tier;
    private readonly byte _outcome;
    private readonly byte _fill;

    internal Answer(Loaded<T> loaded, Tier tier, ReadOutcome outcome, FillOutcome fill)
    {
        _loaded = loaded;
        _tier = (byte)tier;
        _outcome = (byte)outcome;
        _fill = (byte)fill;
    }

    /// <summary>False if the origin has no such row.</summary>
    public bool IsPresent => _loaded.IsPresent;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The row is absent.</exception>
    public T Value => _loaded.Value;

    /// <summary>The version of the row behind the value.</summary>
    public long Version => _loaded.Version;

    /// <summary>Which layer had it.</summary>
    public Tier Tier => (Tier)_tier;

    /// <summary>How the read went.</summary>
    public ReadOutcome Outcome => (ReadOutcome)_outcome;

    /// <summary>What became of a loaded value.</summary>
    public FillOutcome Fill => (FillOutcome)_fill;

    /// <summary>How long past its soft TTL the value was, if the outcome is stale.</summary>
    public TimeSpan StaleFor => FreshFor < TimeSpan.Zero ? -FreshFor : TimeSpan.Zero;

    /// <summary>Whether the caller shared the read of another one.</summary>
    public bool Joined { get; private init; }

    /// <summary>How long it stays fresh in the shared store; negative once it is stale, 0 if unknown.</summary>
    internal TimeSpan FreshFor { get; init; }

    /// <summary>The size of what stands in the shared store.</summary>
    internal int Bytes { get; init; }

    internal Answer<T> ForOneAboard() => this with { Joined = true };

    /// <summary>As the L1 answers it from now on.</summary>
    internal Answer<T> FromNear() => new(_loaded, Tier.Near, ReadOutcome.Hit, FillOutcome.None);
}

internal static class Answer
{
    public static Answer<T> Hit<T>(Loaded<T> loaded, TimeSpan freshFor, int bytes) =>
        new(loaded, Tier.Shared, ReadOutcome.Hit, FillOutcome.None)
        {
            FreshFor = freshFor > TimeSpan.Zero ? freshFor : TimeSpan.Zero,
            Bytes = bytes,
        };

    public static Answer<T> Stale<T>(Loaded<T> loaded, TimeSpan staleFor) =>
        new(loaded, Tier.Shared, ReadOutcome.Stale, FillOutcome.None)
        {
            FreshFor = -staleFor,
        };

    public static Answer<T> Miss<T>(Loaded<T> loaded, FillOutcome fill) =>
        new(loaded, Tier.Origin, ReadOutcome.Miss, fill);

    /// <summary>Loaded, and stored for others to find.</summary>
    public static Answer<T> Stored<T>(Loaded<T> loaded, TimeSpan freshFor, int bytes) =>
        new(loaded, Tier.Origin, ReadOutcome.Miss, FillOutcome.Stored)
        {
            FreshFor = freshFor,
            Bytes = bytes,
        };

    public static Answer<T> InTheDark<T>(Loaded<T> loaded) =>
        new(loaded, Tier.Origin, ReadOutcome.StoreDark, FillOutcome.None);
}
