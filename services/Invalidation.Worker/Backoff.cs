namespace CacheFleet.Invalidation.Worker;

/// <summary>
/// Rests that double up to a bound, each anywhere between half of it and all of it, so that workers
/// that failed together do not come back together.
/// </summary>
internal sealed class Backoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private int _failures;

    /// <summary>The rest after so many failures before this one.</summary>
    public static TimeSpan After(int failures, Random random)
    {
        var full = First * Math.Pow(2, Math.Min(failures, 16));
        if (full > Longest)
            full = Longest;
        return full * (0.5 + (random.NextDouble() / 2));
    }

    public TimeSpan Next() => After(_failures++, random);

    public void Reset() => _failures = 0;
}
