using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Redis.Tests;

/// <summary>The worker's way to an entry and the writer's own, on the entries that readers make.</summary>
public sealed class RedisInvalidatorTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static readonly EntryPolicy[] Policies =
    [
        LiveCache.Leased,
        new()
        {
            Name = new PolicyName("versioned"),
            TimeToLive = Ttl.Seconds(60),
            Guard = FillGuard.Version,
        },
        EntryPolicy.Baseline(Ttl.Seconds(60)),
    ];

    private static long _ids;
    private readonly long _id = Interlocked.Increment(ref _ids);
    private long _row = 1;
    private int _loads;

    [Fact]
    public async Task An_event_drops_the_older_entry_of_every_policy_once()
    {
        await using var cache = await StartAsync();
        await ReadAllAsync(cache);
        _row = 2;

        Assert.Equal(InvalidationOutcome.Deleted, await ApplyAsync(cache, version: 2));
        Assert.Equal(["v2", "v2", "v2"], await ReadAllAsync(cache));
        Assert.Equal(InvalidationOutcome.AlreadyNewer, await ApplyAsync(cache, version: 2));
        Assert.Equal(InvalidationOutcome.AlreadyNewer, await ApplyAsync(cache, version: 1));
        Assert.Equal(6, _loads);
        await ReadAllAsync(cache);
        Assert.Equal(6, _loads);
    }

    [Fact]
    public async Task An_event_that_the_writer_has_already_applied_costs_no_entry()
    {
        await using var cache = await StartAsync();
        await ReadAllAsync(cache);
        _row = 2;

        Assert.Equal(StoreTrouble.None, await cache.InvalidateAsync(2, _id));
        Assert.Equal(["v2", "v2", "v2"], await ReadAllAsync(cache));
        Assert.Equal(InvalidationOutcome.AlreadyNewer, await ApplyAsync(cache, version: 2));
        Assert.Equal(6, _loads);
    }

    [Fact]
    public async Task An_event_of_a_row_that_was_written_through_costs_no_entry()
    {
        await using var cache = await StartAsync();
        await ReadAllAsync(cache);
        _row = 2;

        await cache.Cache.WriteThroughAsync(cache.Family.Key(_id), Loaded.Of("v2", 2), default);
        Assert.Equal(["v2", "v2", "v2"], await ReadAllAsync(cache));
        Assert.Equal(InvalidationOutcome.AlreadyNewer, await ApplyAsync(cache, version: 2));
        // Only the unguarded policy's entry was dropped and loaded again.
        Assert.Equal(4, _loads);
    }

    [Fact]
    public async Task A_load_from_before_an_event_fills_nothing_after_it()
    {
        var gate = new TaskCompletionSource();
        var loading = new TaskCompletionSource();
        await using var cache = await LiveCache.StartAsync(
            redis.ConnectionString, async (_, _) =>
            {
                loading.SetResult();
                await gate.Task;
                return Loaded.Of("v1", 1);
            });
        var read = cache.ReadAsync(_id);
        await loading.Task;

        Assert.Equal(InvalidationOutcome.NothingThere, await ApplyAsync(cache, version: 2));
        gate.SetResult();
        Assert.Equal(FillOutcome.LeaseRefused, (await read).Fill);
    }

    [Theory]
    [InlineData("no-such-family", "1", 1)]
    [InlineData("thing", "", 1)]
    [InlineData("thing", "with blank", 1)]
    [InlineData("thing", "1", -1)]
    public async Task What_can_have_no_entry_is_unknown(string family, string key, long version)
    {
        await using var cache = await StartAsync();

        Assert.Equal(InvalidationOutcome.Unknown,
            await Invalidator(cache).InvalidateAsync(family, key, version, default));
    }

    [Fact]
    public async Task A_Redis_that_does_not_answer_leaves_the_event_to_be_applied_again()
    {
        await using var standing = await RedisServer.RunAsync();
        await using var cache = await LiveCache.StartAsync(standing.ConnectionString, LoadAsync);
        await cache.ReadAsync(_id);
        standing.Pause();
        Assert.Equal(InvalidationOutcome.Dark, await ApplyAsync(cache, version: 2));
        standing.Resume();

        await Eventually.IsTrueAsync(async () =>
            await ApplyAsync(cache, version: 3) != InvalidationOutcome.Dark, "an answer");
        Assert.Equal(InvalidationOutcome.AlreadyNewer, await ApplyAsync(cache, version: 2));
    }

    private Task<LiveCache> StartAsync() =>
        LiveCache.StartAsync(redis.ConnectionString, LoadAsync, Policies);

    private ValueTask<Loaded<string>> LoadAsync(long id, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _loads);
        return new(Loaded.Of($"v{_row}", _row));
    }

    private async Task<List<string>> ReadAllAsync(LiveCache cache)
    {
        var values = new List<string>();
        foreach (var policy in cache.Family.Policies)
        {
            var key = cache.Family.Key(_id).Under(policy.Name);
            values.Add((await cache.Cache.ReadAsync(key, default)).Value);
        }

        return values;
    }

    private Task<InvalidationOutcome> ApplyAsync(LiveCache cache, long version) =>
        Invalidator(cache).InvalidateAsync("thing", $"{_id}", version, default);

    private static RedisInvalidator Invalidator(LiveCache cache) =>
        new(cache.Redis, cache.Spaces, TimeProvider.System, TimeSpan.FromMilliseconds(500));
}
