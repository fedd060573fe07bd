namespace CacheFleet.Caching.Locking;

/// <summary>What a look at a lock found: exactly three cases.</summary>
public abstract record LockSight
{
    private LockSight()
    {
    }

    /// <summary>The lock is ours, under this token.</summary>
    public sealed record Granted(FencingToken Fence) : LockSight;

    /// <summary>Another holds it; unless renewed it comes free after <paramref name="FreeIn"/>.</summary>
    public sealed record Taken(TimeSpan FreeIn) : LockSight;

    /// <summary>The store did not answer, or answered with an error. It may have granted all the same.</summary>
    public sealed record Dark(Exception Cause) : LockSight;
}

/// <summary>What the store said to a renewal.</summary>
public enum RenewalAnswer
{
    /// <summary>The lease runs for its whole time to live again.</summary>
    Renewed,

    /// <summary>The lock has gone or is another's.</summary>
    Refused,

    /// <summary>The store did not answer.</summary>
    Dark,
}

/// <summary>What the store said to a release.</summary>
public enum ReleaseAnswer
{
    /// <summary>It was ours and is free now.</summary>
    Released,

    /// <summary>It had gone or was another's; nothing has changed.</summary>
    NotOurs,

    /// <summary>The store did not answer: the lock comes free at the end of its time to live.</summary>
    Dark,
}
