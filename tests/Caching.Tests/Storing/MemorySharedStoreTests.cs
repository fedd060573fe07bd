using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Storing;

public sealed class MemorySharedStoreTests : SharedStoreConformance
{
    private readonly StillClock _clock = new();
    private readonly MemorySharedStore _store;

    public MemorySharedStoreTests() => _store = new MemorySharedStore(_clock, News);

    protected override ISharedStore Store => _store;

    protected override WakeUps News { get; } = new();

    protected override DateTimeOffset Now => _clock.GetUtcNow();

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    protected override async Task EvictAsync(EntryKey key) =>
        await _store.DeleteAsync([key], Ended);

    protected override Task LoseEverythingAsync()
    {
        _store.Clear();
        return Task.CompletedTask;
    }
}
