using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Reading;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Writing;

public sealed class WriteTests
{
    private readonly StillClock _clock = new();
    private readonly MemorySharedStore _store;
    private long _row = 1;

    public WriteTests() => _store = new MemorySharedStore(_clock);

    [Theory]
    [InlineData(WriteStrategy.Invalidate, ReadOutcome.Miss)]
    [InlineData(WriteStrategy.Delete, ReadOutcome.Miss)]
    [InlineData(WriteStrategy.WriteThrough, ReadOutcome.Hit)]
    [InlineData(WriteStrategy.WriteBehind, ReadOutcome.Hit)]
    public async Task After_a_write_the_next_reader_has_the_new_row_from_where_the_strategy_says(
        WriteStrategy strategy, ReadOutcome outcome)
    {
        using var cache = Cache(FillGuard.Lease, strategy);
        await cache.ReadAsync();

        var written = await cache.Cache.WriteAsync(cache.Family.Key(1), Commit, default);
        var answer = await cache.ReadAsync();

        Assert.Equal(2, written!.Version);
        Assert.Equal((2, outcome), (answer.Version, answer.Outcome));
    }

    // Mutant: WriteAsync without its catch.
    [Fact]
    public async Task A_commit_in_doubt_leaves_no_entry_and_comes_through()
    {
        using var cache = Cache(FillGuard.Lease, WriteStrategy.WriteThrough);
        await cache.ReadAsync();

        await Assert.ThrowsAsync<TimeoutException>(async () =>
            await cache.Cache.WriteAsync(cache.Family.Key(1), async stop =>
            {
                await Commit(stop);
                throw new TimeoutException();
            }, default));

        Assert.Equal((2, ReadOutcome.Miss), Seen(await cache.ReadAsync()));
    }

    [Fact]
    public async Task A_commit_that_was_refused_or_found_no_row_leaves_the_entry()
    {
        using var cache = Cache(FillGuard.Lease, WriteStrategy.Invalidate);
        await cache.ReadAsync();

        await Assert.ThrowsAsync<RefusedException>(async () => await cache.Cache.WriteAsync(
            cache.Family.Key(1), _ => throw new RefusedException(), default));
        Assert.Null(await cache.Cache.WriteAsync(
            cache.Family.Key(1), _ => Task.FromResult<Committed<string>?>(null), default));

        Assert.Equal((1, ReadOutcome.Hit), Seen(await cache.ReadAsync()));
    }

    [Fact]
    public void A_strategy_that_counts_on_a_guard_is_refused_without_one()
    {
        var error = Assert.Throws<ArgumentException>(
            () => Cache(FillGuard.None, WriteStrategy.WriteThrough));

        Assert.Contains("Writes WriteThrough with Guard None", error.Message);
    }

    private static (long, ReadOutcome) Seen(Answer<string> answer) => (answer.Version, answer.Outcome);

    private Task<Committed<string>?> Commit(CancellationToken cancellation)
    {
        _row++;
        return Task.FromResult<Committed<string>?>(Committed<string>.Of($"v{_row}", _row));
    }

    private OneCache Cache(FillGuard guard, WriteStrategy writes) => new(
        new EntryPolicy
        {
            Name = new PolicyName("tried"),
            TimeToLive = Ttl.Seconds(60),
            Guard = guard,
            Writes = writes,
        },
        (_, _) => ValueTask.FromResult(Loaded.Of($"v{_row}", _row)), _clock, _store);

    private sealed class RefusedException : Exception, INothingWritten;
}
