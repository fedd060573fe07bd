using CacheFleet.Caching.Storing;

namespace CacheFleet.Interleavings.Tests.Running;

/// <summary>Makes numbers of what steps came to, so that states can be compared.</summary>
/// <remarks>
/// An actor does what it does because of what it was told: the history of its results is its state, whatever its
/// code keeps where.
/// </remarks>
internal static class Results
{
    public const ulong Failed = 0xDEAD;

    public static ulong Number<T>(T result) => result switch
    {
        Sight sight => Number(sight),
        Filled filled => 100 + (ulong)filled,
        Invalidated invalidated => 200 + (ulong)invalidated,
        StoreTrouble trouble => 300 + (ulong)trouble,
        long version => 400 + (ulong)version,
        _ => throw new InvalidOperationException($"{typeof(T)} has no number."),
    };

    /// <summary>SplitMix64's finisher over both: order counts.</summary>
    public static ulong Mix(ulong state, ulong next)
    {
        var z = (state ^ next) + 0x9E3779B97F4A7C15 + (state << 6);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public static ulong Mix(ulong state, long next) => Mix(state, (ulong)next);

    private static ulong Number(in Sight sight)
    {
        var number = Mix((ulong)sight.Kind, (ulong)sight.Trouble);
        number = Mix(number, sight.StoreTime);
        number = Mix(number, sight.BusyFor.Ticks);
        number = Mix(number, sight.Lease?.Fence ?? -1);
        return Number(number, sight.Entry);
    }

    public static ulong Number(ulong number, in StoredEntry entry)
    {
        number = Mix(number, entry.Version);
        number = Mix(number, entry.FreshUntil);
        number = Mix(number, entry.KeepUntil);
        return Mix(number, entry.LoadTime + (entry.IsAbsentRow ? 1L << 40 : 0));
    }
}
