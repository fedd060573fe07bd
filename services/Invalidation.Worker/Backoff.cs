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

    public TimeSpan Next()
    {
        var full = First * Math.Pow(2, _failures);
        if (full < Longest)
            _failures++;
        else
            full = Longest;
        return full * (0.5 + (random.NextDouble() / 2));
    }

    public void Reset() => _failures = 0;
}
