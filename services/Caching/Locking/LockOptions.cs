namespace CacheFleet.Caching.Locking;

/// <summary>The knobs of a <see cref="FencedLock"/>. They are refused, never repaired.</summary>
public sealed record LockOptions
{
    /// <summary>How long a lock outlives a holder that died. 30 ms to 1 h.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How much earlier than the time to live a holder stops trusting its lease: the clocks of holder and
    /// store may run apart, and a timer may fire late.
    /// </summary>
    public TimeSpan SkewMargin { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the store may take to answer; after that it counts as dark.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an acquisition waits unless it says otherwise.</summary>
    public TimeSpan AcquireWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest time between two looks of a waiter. Only the net: a release wakes waiters, and the end
    /// of a dead holder's lease is known from the last look.
    /// </summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How often one acquisition looks at the store before it gives up. Every release that another process
    /// profits from costs a waiting process one look: the lock is fair within a process only.
    /// </summary>
    public int LooksWhileTaken { get; init; } = 10_000;

    /// <summary>How many callers of one process may line up for one lock; one more is refused at once.</summary>
    public int WaitersPerKey { get; init; } = 10_000;

    /// <summary>After this time a lease is no longer renewed, so that a forgotten one ends.</summary>
    public TimeSpan LongestHold { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Renewals are due this often: after a third of the time to live.</summary>
    public TimeSpan RenewEvery => TimeToLive / 3;

    /// <summary>How soon a renewal that was not answered is tried again.</summary>
    internal TimeSpan RetryRenewalIn => TimeToLive / 10;

    /// <summary>How long after asking for it a lease may be trusted.</summary>
    internal TimeSpan SafeFor => TimeToLive - SkewMargin;

    /// <summary>Each thing that is wrong, with the knob and its value; empty if all is well.</summary>
    public IEnumerable<string> Faults()
    {
        if (TimeToLive < TimeSpan.FromMilliseconds(30) || TimeToLive > TimeSpan.FromHours(1))
            yield return Wrong(nameof(TimeToLive), TimeToLive, "from 30 ms to 1 h");
        if (SkewMargin <= TimeSpan.Zero || SkewMargin >= RenewEvery)
            yield return Wrong(nameof(SkewMargin), SkewMargin,
                $"above zero and below a third of {nameof(TimeToLive)} ({RenewEvery})");
        if (AnswerWithin <= TimeSpan.Zero || AnswerWithin > RenewEvery)
            yield return Wrong(nameof(AnswerWithin), AnswerWithin,
                $"above zero and at most a third of {nameof(TimeToLive)} ({RenewEvery})");
        if (AcquireWithin <= TimeSpan.Zero || AcquireWithin > TimeSpan.FromHours(1))
            yield return Wrong(nameof(AcquireWithin), AcquireWithin, "above zero and at most 1 h");
        if (Rest < TimeSpan.FromMilliseconds(1) || Rest > TimeSpan.FromMinutes(1))
            yield return Wrong(nameof(Rest), Rest, "from 1 ms to 1 min");
        if (LooksWhileTaken is < 1 or > 1_000_000)
            yield return Wrong(nameof(LooksWhileTaken), LooksWhileTaken, "from 1 to 1,000,000");
        if (WaitersPerKey is < 1 or > 1_000_000)
            yield return Wrong(nameof(WaitersPerKey), WaitersPerKey, "from 1 to 1,000,000");
        if (LongestHold < TimeToLive || LongestHold > TimeSpan.FromDays(1))
            yield return Wrong(nameof(LongestHold), LongestHold,
                $"from {nameof(TimeToLive)} ({TimeToLive}) to one day");
    }

    private static string Wrong(string knob, object value, string must) =>
        FormattableString.Invariant($"{nameof(LockOptions)}.{knob} is {value}; it must be {must}.");
}
