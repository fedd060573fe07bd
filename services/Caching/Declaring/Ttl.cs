namespace CacheFleet.Caching;

/// <summary>How long an entry may live in a store: at least a millisecond, at most a year.</summary>
/// <remarks>There is no "for ever": an entry that nothing invalidates must end by itself.</remarks>
public readonly record struct Ttl
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(366);
    private readonly TimeSpan _span;

    private Ttl(TimeSpan span) => _span = span;

    /// <summary>The span; a <c>default</c> value has none and throws.</summary>
    public TimeSpan Span => _span > TimeSpan.Zero
        ? _span
        : throw new InvalidOperationException($"A Ttl is made by {nameof(Ttl)}.{nameof(Of)}.");

    /// <summary>The span in whole milliseconds, the store's unit.</summary>
    public long Milliseconds => (long)Span.TotalMilliseconds;

    /// <summary>Makes a time to live.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Shorter or longer than allowed.</exception>
    public static Ttl Of(TimeSpan span) => span >= Least && span <= Most
        ? new Ttl(span)
        : throw new ArgumentOutOfRangeException(
            nameof(span), span, $"A time to live is between {Least} and {Most}.");

    /// <summary>Makes a time to live of so many seconds.</summary>
    public static Ttl Seconds(double seconds) => Of(TimeSpan.FromSeconds(seconds));

    /// <summary>The span.</summary>
    public override string ToString() => _span.ToString();
}
