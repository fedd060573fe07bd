namespace CacheFleet.Caching;

/// <summary>The limits of one family's L1. Bad values are refused where set.</summary>
/// <remarks>Callers share the values it holds: they are to be immutable.</remarks>
public sealed record NearOptions
{
    /// <summary>
    /// How long it answers by itself, counted from before the look at the shared store; never beyond the entry's own
    /// soft TTL there. Null: as long as that.
    /// </summary>
    public Ttl? TimeToLive { get; init; }

    /// <summary>The most entries.</summary>
    public int MaxEntries
    {
        get;
        init => field = Within(value, 1, 100_000_000, nameof(MaxEntries));
    } = 10_000;

    /// <summary>The most bytes: those of the values as the caller counts them, plus a fixed cost per entry.</summary>
    public long MaxBytes
    {
        get;
        init => field = Within(value, 1_024, 1L << 40, nameof(MaxBytes));
    } = 64L << 20;

    /// <summary>How long an invalidation's version is remembered: longer than any load may take.</summary>
    public TimeSpan TombstoneFor
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromHours(1)
            ? value
            : throw Wrong(value, "above zero and at most 1 h", nameof(TombstoneFor));
    } = TimeSpan.FromSeconds(15);

    /// <summary>The most versions remembered so.</summary>
    public int MaxTombstones
    {
        get;
        init => field = Within(value, 1, 10_000_000, nameof(MaxTombstones));
    } = 65_536;

    private static T Within<T>(T value, T least, T most, string knob)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw Wrong(value, FormattableString.Invariant($"from {least} to {most}"), knob);

    private static ArgumentOutOfRangeException Wrong(object value, string must, string knob) =>
        new(knob, value, $"{nameof(NearOptions)}.{knob} must be {must}.");
}
