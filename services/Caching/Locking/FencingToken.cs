using System.Globalization;

namespace CacheFleet.Caching.Locking;

/// <summary>
/// A number above zero that grows with every acquisition of a lock, so that whoever guards the data can
/// refuse a holder that has been overtaken (M. Kleppmann, "How to do distributed locking", 2016).
/// </summary>
public readonly record struct FencingToken : IComparable<FencingToken>
{
    private readonly long _value;

    /// <summary>Makes a token.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public FencingToken(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        _value = value;
    }

    /// <summary>The number.</summary>
    public long Value => _value > 0
        ? _value
        : throw new InvalidOperationException("default(FencingToken) was never handed out.");

    /// <inheritdoc/>
    public int CompareTo(FencingToken other) => _value.CompareTo(other._value);

    /// <summary>True if the left one was handed out earlier.</summary>
    public static bool operator <(FencingToken left, FencingToken right) => left._value < right._value;

    /// <summary>True if the left one was handed out later.</summary>
    public static bool operator >(FencingToken left, FencingToken right) => left._value > right._value;

    /// <summary>True unless the left one was handed out later.</summary>
    public static bool operator <=(FencingToken left, FencingToken right) => left._value <= right._value;

    /// <summary>True unless the left one was handed out earlier.</summary>
    public static bool operator >=(FencingToken left, FencingToken right) => left._value >= right._value;

    /// <inheritdoc/>
    public override string ToString() => _value.ToString(CultureInfo.InvariantCulture);
}
