using CacheFleet.Caching.Locking;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Locking;

public sealed class MemoryLockStoreTests : LockStoreConformance
{
    private readonly StillClock _clock = new();
    private readonly MemoryLockStore _store;

    public MemoryLockStoreTests() => _store = new MemoryLockStore(_clock);

    protected override ILockStore Store => _store;

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    protected override Task DropAsync(LockKey key)
    {
        _store.Drop(key);
        return Task.CompletedTask;
    }

    // Mutant caught: MemoryLockStore grants to whoever asks.
    [Fact]
    public async Task Two_never_hold_it_at_once_over_five_thousand_acquisitions()
    {
        var store = new MemoryLockStore(TimeProvider.System);
        var locks = Enumerable.Range(1, 4).Select(seed => new FencedLock(
            store, ContendedLock.Options, TimeProvider.System, new Random(seed))).ToList();

        await ContendedLock.ContendAsync(locks, new LockKey("hot"), 8, acquisitions: 5_000);
    }
}
