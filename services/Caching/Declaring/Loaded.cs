namespace CacheFleet.Caching;

/// <summary>Reads one value at its source; <see cref="Loaded{T}.Absent"/> if there is none.</summary>
/// <remarks>Whatever it throws reaches every caller that waits for it and is never cached.</remarks>
public delegate ValueTask<Loaded<T>> Loader<in TKey, T>(TKey id, CancellationToken cancellation);

/// <summary>What the origin has: a value with the version of its row, or nothing.</summary>
public readonly struct Loaded<T>
{
    private readonly T? _value;

    private Loaded(T value, long version)
    {
        _value = value;
        Version = version;
        IsPresent = true;
    }

    /// <summary>The origin answered that there is no such row.</summary>
    public static Loaded<T> Absent => default;

    /// <summary>Whether there is a value.</summary>
    public bool IsPresent { get; }

    /// <summary>The row's version: it grows with every committed change, and is never reused.</summary>
    public long Version { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The row is absent.</exception>
    public T Value => IsPresent ? _value! : throw new InvalidOperationException("The row is absent.");

    internal static Loaded<T> Present(T value, long version) => new(value, version);
}

/// <summary>Makes <see cref="Loaded{T}"/>.</summary>
public static class Loaded
{
    /// <summary>A row that is there.</summary>
    /// <exception cref="ArgumentNullException">The value is null: say <c>Absent</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The version is negative.</exception>
    public static Loaded<T> Of<T>(T value, long version)
    {
        if (value is null)
        {
            throw new ArgumentNullException(nameof(value),
                $"A row that is not there is {nameof(Loaded)}<{typeof(T).Name}>.Absent, not a null.");
        }
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        return Loaded<T>.Present(value, version);
    }
}
