using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Storing;

public sealed class FailFastStoreTests
{
    private static readonly EntryKey Key = new("cachefleet:lease:thing:1:1");

    private readonly StillClock _clock = new();
    private readonly SilentStore _silent = new();
    private readonly FailFastStore _store;

    public FailFastStoreTests() =>
        _store = new FailFastStore(_silent, new Circuit(_clock, 1, TimeSpan.FromSeconds(1)));

    // Mutant: the look that is due is waited for; one reader per interval then pays the time limit.
    [Fact]
    public async Task No_reader_waits_for_the_look_that_tries_a_dark_store_again()
    {
        await DarkenAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));

        var read = _store.LookAsync(Key, default);
        Assert.True(read.IsCompleted, "nobody waits");
        Assert.Equal(Sight.Dark(StoreTrouble.NotAsked), await read);
        Assert.Equal(2, _silent.Looks);
    }

    [Fact]
    public async Task Once_that_look_is_answered_readers_ask_again()
    {
        await DarkenAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _store.LookAsync(Key, default);
        _silent.Answer(Sight.Absent);

        var read = _store.LookAsync(Key, default);
        _silent.Answer(Sight.Absent);
        Assert.Equal(SightKind.Absent, (await read).Kind);
    }

    private async Task DarkenAsync()
    {
        var first = _store.LookAsync(Key, default);
        _silent.Answer(Sight.Dark(StoreTrouble.TimedOut));
        await first;
    }

    /// <summary>Answers a look when the test says so, on the test's own thread.</summary>
    private sealed class SilentStore : ISharedStore
    {
        private TaskCompletionSource<Sight> _look = new();

        public int Looks { get; private set; }

        public void Answer(Sight sight)
        {
            var look = _look;
            _look = new TaskCompletionSource<Sight>();
            look.SetResult(sight);
        }

        public ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation)
        {
            Looks++;
            return new(_look.Task);
        }

        public ValueTask<Sight> LookAsync(
            EntryKey key, LookTerms terms, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask<Filled> FillAsync(
            Lease lease, StoredEntry entry, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask<StoreTrouble> ReleaseAsync(Lease lease, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask<Filled> PutAsync(
            EntryKey key, StoredEntry entry, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask<StoreTrouble> WriteAsync(
            EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask<StoreTrouble> DeleteAsync(
            IReadOnlyList<EntryKey> keys, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask<Invalidated> InvalidateAsync(
            EntryKey key, long version, CancellationToken cancellation) =>
            throw new NotSupportedException();
    }
}
