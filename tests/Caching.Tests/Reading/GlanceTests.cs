using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Reading;

/// <summary>A read of what was fresh a moment ago: one cheap look, and a flight all the same.</summary>
public sealed class GlanceTests : IDisposable
{
    private readonly StillClock _clock = new();
    private readonly HeldGlances _store;
    private readonly OneCache _cache;
    private long _version = 1;

    public GlanceTests()
    {
        _store = new HeldGlances(new MemorySharedStore(_clock));
        _cache = new OneCache(
            new EntryPolicy
            {
                Name = new PolicyName("lease"),
                TimeToLive = Ttl.Seconds(60),
                Guard = FillGuard.Lease,
                SingleFlight = true,
            },
            (_, _) => new(Loaded.Of($"v{_version}", _version)), _clock, _store);
    }

    [Fact]
    public async Task Callers_of_one_key_share_the_look()
    {
        await WarmAsync();
        var pilot = _cache.ReadAsync();
        var boarded = _cache.ReadAsync();

        _store.Go();
        await pilot;
        // Its own, after the one that it had boarded.
        await Eventually.IsTrueAsync(() => _store.Glances == 2, "who boarded looks once more");
        _store.Go();

        Assert.Equal(("v1", "v1"), ((await pilot).Value, (await boarded).Value));
    }

    // Held twice: by the flight that leaves the table, and by the second ride of who has boarded one.
    [Fact]
    public async Task After_an_invalidation_nobody_boards_a_look_that_began_before_it()
    {
        await WarmAsync();
        var before = _cache.ReadAsync();
        _version = 2;
        await _cache.InvalidateAsync(2);

        var after = _cache.ReadAsync();
        _store.Go();

        Assert.Equal(("v2", false), ((await after).Value, (await after).Joined));
        Assert.True((await before).Version >= 1);
    }

    // Mutant: TryLand and Crash leave the flight on the table.
    [Fact]
    public async Task A_look_that_is_over_is_joined_by_nobody()
    {
        await WarmAsync();
        var first = _cache.ReadAsync();
        _store.Go();
        await first;

        var next = _cache.ReadAsync();
        _store.Go();

        Assert.False((await next).Joined);
    }

    // Mutant: a look that throws leaves its flight on the table.
    [Fact]
    public async Task A_look_that_throws_reaches_all_aboard_and_nobody_after()
    {
        await WarmAsync();
        var pilot = _cache.ReadAsync();
        var boarded = _cache.ReadAsync();

        _store.Go(new InvalidOperationException("broken store"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => pilot);
        await Assert.ThrowsAsync<InvalidOperationException>(() => boarded);
        var next = _cache.ReadAsync();
        _store.Go();
        Assert.Equal("v1", (await next).Value);
    }

    // Mutant: LetPilotLeave does nothing.
    [Fact]
    public async Task Where_a_glance_does_not_do_the_last_leaver_cancels_the_load()
    {
        await WarmAsync();
        using var impatient = new CancellationTokenSource();
        CancellationToken loading = default;
        using var cache = new OneCache(_cache.Family.Policies[0], async (_, token) =>
        {
            loading = token;
            await Task.Delay(Timeout.Infinite, token);
            return default;
        }, _clock, _store);
        await cache.ReadAsync();
        var warm = cache.ReadAsync();
        _store.Go();
        Assert.Equal("v1", (await warm).Value);
        await _store.Inner.DeleteAsync([_store.Last], default);
        var read = cache.ReadAsync(cancellation: impatient.Token);
        _store.Go();
        await Eventually.IsTrueAsync(() => loading.CanBeCanceled, "the load has begun");

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.True(loading.IsCancellationRequested);
    }

    // Mutant: the load goes on in the context of whoever brought the reply: its spans would lose their parent.
    [Fact]
    public async Task Where_a_glance_does_not_do_the_load_runs_in_the_callers_context()
    {
        var whose = new AsyncLocal<string>();
        string? seen = null;
        using var cache = new OneCache(_cache.Family.Policies[0], (_, _) =>
        {
            seen = whose.Value;
            return new(Loaded.Of("v1", 1));
        }, _clock, _store);
        await cache.ReadAsync();
        await cache.ReadAsync();
        whose.Value = "the caller's";
        var read = cache.ReadAsync();
        whose.Value = "somebody else's";

        _store.GoDark();
        await read;

        Assert.Equal("the caller's", seen);
    }

    // Mutant: a glance that nobody tells the circuit of: every read waits for a store that hangs.
    [Fact]
    public async Task Glances_that_find_the_store_dark_open_the_circuit()
    {
        await WarmAsync();
        for (var i = 0; i < 5; i++)
        {
            var read = _cache.ReadAsync();
            _store.GoDark();
            Assert.Equal(ReadOutcome.StoreDark, (await read).Outcome);
        }

        var asked = _store.Glances;
        Assert.Equal(ReadOutcome.StoreDark, (await _cache.ReadAsync()).Outcome);
        Assert.Equal(asked, _store.Glances);
    }

    public void Dispose() => _cache.Dispose();

    private async Task WarmAsync()
    {
        await _cache.ReadAsync();
        // Seen fresh by the decisive look: from now on a cheap one does.
        Assert.Equal(ReadOutcome.Hit, (await _cache.ReadAsync()).Outcome);
        Assert.Equal(0, _store.Glances);
    }
}
