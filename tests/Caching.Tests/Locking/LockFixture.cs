using CacheFleet.Caching.Locking;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Locking;

/// <summary>A lock on a rigged store under a clock that stands still.</summary>
public abstract class LockFixture
{
    protected static readonly LockKey Key = new("report");

    protected static readonly LockOptions Options = new()
    {
        TimeToLive = TimeSpan.FromSeconds(9),
        SkewMargin = TimeSpan.FromSeconds(1),
        AnswerWithin = TimeSpan.FromSeconds(1),
        Rest = TimeSpan.FromSeconds(2),
        AcquireWithin = TimeSpan.FromSeconds(30),
        LongestHold = TimeSpan.FromSeconds(60),
    };

    protected static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    protected LockFixture()
    {
        Store = new RiggedLockStore(Clock);
        Lock = NewLock();
    }

    protected StillClock Clock { get; } = new();

    protected RiggedLockStore Store { get; }

    protected FencedLock Lock { get; }

    protected static CancellationToken Ended => TestContext.Current.CancellationToken;

    protected FencedLock NewLock(LockOptions? options = null, int seed = 1) =>
        new(Store, options ?? Options, Clock, new Random(seed));

    protected static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
