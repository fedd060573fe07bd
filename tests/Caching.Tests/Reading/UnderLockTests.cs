using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Locking;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Reading;

/// <summary>The policy that leases are compared with: a lock around the load.</summary>
public sealed class UnderLockTests
{
    // In milliseconds: whoever waits for a lock that nobody frees would wait for ever.
    private const int TimeLimit = 60_000;

    private static readonly EntryPolicy Locked = new()
    {
        Name = new PolicyName("lock"),
        TimeToLive = Ttl.Seconds(60),
        Guard = FillGuard.Lock,
    };

    private readonly StillClock _clock = new();
    private readonly RiggedLockStore _locks;
    private readonly MemorySharedStore _store;
    private int _loads;
    private long _row = 1;

    public UnderLockTests() =>
        (_locks, _store) = (new RiggedLockStore(_clock), new MemorySharedStore(_clock));

    private OneCache Cache(
        Func<Task>? hold = null, ILockStore? locks = null, long? version = null) =>
        new(Locked, async (_, cancellation) =>
        {
            Interlocked.Increment(ref _loads);
            var row = _row;
            if (hold is not null)
                await hold().WaitAsync(cancellation);
            return Loaded.Of($"v{row}", version ?? row);
        }, _clock, _store, locks: locks ?? _locks);

    // Mutants caught: FamilyReaders takes Leasing for a Lock (nobody takes the lock); no second look;
    // holder ids come from the seed, which both processes share here.
    [Fact(Timeout = TimeLimit)]
    public async Task Processes_that_miss_together_load_once_and_the_others_find_it_at_their_second_look()
    {
        var gate = new TaskCompletionSource();
        using var one = Cache(() => gate.Task);
        using var other = Cache(() => gate.Task);
        var first = one.ReadAsync();
        var second = other.ReadAsync();
        Assert.Equal(3, _locks.Looks);
        gate.SetResult();
        await first;
        Assert.Equal(("v1", Tier.Shared), ((await second).Value, (await second).Tier));
        Assert.Equal(("v1", Tier.Shared), ((await second).Value, (await second).Tier));
        Assert.Equal(1, _loads);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task A_hit_takes_no_lock()
    {
        using var cache = Cache();
        await cache.ReadAsync();
        Assert.Equal(ReadOutcome.Hit, (await cache.ReadAsync()).Outcome);
        Assert.Equal(1, _locks.Looks);
    }

    // Mutant caught: the lock is not released.
    [Fact(Timeout = TimeLimit)]
    public async Task A_failed_load_frees_the_lock_for_the_next()
    {
        var fails = true;
        using var cache = Cache(() => fails
            ? Task.FromException(new TimeoutException("the origin is slow"))
            : Task.CompletedTask);
        await Assert.ThrowsAsync<TimeoutException>(() => cache.ReadAsync());
        fails = false;
        Assert.Equal("v1", (await cache.ReadAsync()).Value);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task A_value_loaded_before_an_invalidation_is_answered_but_never_written()
    {
        var gate = new TaskCompletionSource();
        using var cache = Cache(() => gate.Task);
        var read = cache.ReadAsync();
        _row = 2;
        await cache.InvalidateAsync(version: 0);
        gate.SetResult();

        Assert.Equal(("v1", FillOutcome.LeaseRefused), ((await read).Value, (await read).Fill));
        Assert.Equal("v2", (await cache.ReadAsync()).Value);
    }

    // Two holders at once: the lock's server failed over and forgot the first. No version helps here.
    // Mutant caught: the second look takes a ticket (a lease for null) in place of a fence of its own.
    [Fact(Timeout = TimeLimit)]
    public async Task The_late_write_of_a_holder_that_was_overtaken_is_refused_by_its_fence()
    {
        var gate = new TaskCompletionSource();
        using var paused = Cache(() => gate.Task, version: 0);
        using var successor = Cache(locks: new MemoryLockStore(_clock), version: 0);
        var late = paused.ReadAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _row = 2;
        Assert.Equal(FillOutcome.Stored, (await successor.ReadAsync()).Fill);
        gate.SetResult();

        Assert.Equal(FillOutcome.LeaseRefused, (await late).Fill);
        Assert.Equal("v2", (await successor.ReadAsync()).Value);
    }

    // Mutant caught: the load runs under the caller's token alone.
    [Fact(Timeout = TimeLimit)]
    public async Task A_lock_that_is_lost_cancels_the_work_and_the_caller_is_answered_all_the_same()
    {
        var holds = true;
        using var cache = Cache(() => holds ? new TaskCompletionSource().Task : Task.CompletedTask);
        var read = cache.ReadAsync();
        holds = false;
        _locks.Trouble = new TimeoutException("the lock's server is away");
        _clock.Advance(new LockOptions().TimeToLive);

        var answer = await read;
        Assert.Equal(("v1", FillOutcome.None), (answer.Value, answer.Fill));
        Assert.Equal(2, _loads);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Without_the_lock_s_server_a_read_is_answered_once_its_patience_is_over()
    {
        _locks.Trouble = new TimeoutException("the lock's server is away");
        using var cache = Cache();
        var read = cache.ReadAsync();
        for (var i = 0; i < 100 && !read.IsCompleted; i++)
        {
            await _clock.UntilArmedAsync();
            _clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.Equal("v1", (await read).Value);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task An_entry_that_cannot_be_decoded_is_replaced()
    {
        using var cache = Cache();
        var key = new KeySpaces([cache.Family.Id]).Of(cache.Family.Name)[0].Entry("1");
        var unreadable = new StoredEntry("unreadable"u8.ToArray(), 1)
        {
            FreshUntil = long.MaxValue,
            KeepUntil = long.MaxValue,
        };
        await _store.WriteAsync(key, unreadable, Ttl.Seconds(60), default);
        Assert.Equal((Tier.Origin, FillOutcome.Stored),
            ((await cache.ReadAsync()).Tier, FillOutcome.Stored));
        Assert.Equal((Tier.Shared, "v1"),
            ((await cache.ReadAsync()).Tier, (await cache.ReadAsync()).Value));
    }
}
