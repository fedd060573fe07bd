namespace CacheFleet.Caching.Locking;

/// <summary>How long a waiter rests between two looks, jittered so that processes do not march in step.</summary>
internal sealed class Rests(TimeSpan longest, Random random)
{
    // Added to the end of the holder's lease as the last look told it: to be early costs a look.
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();

    public TimeSpan After(LockSight sight)
    {
        var rest = longest * (0.5 + (0.5 * NextDouble()));
        return sight is LockSight.Taken taken && taken.FreeIn < rest
            ? taken.FreeIn + (Late * NextDouble())
            : rest;
    }

    // System.Random breaks when threads share it; only the one we may not use is safe.
    private double NextDouble()
    {
        lock (_gate)
            return random.NextDouble();
    }
}
