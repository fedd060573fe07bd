using CacheFleet.Testing;

namespace CacheFleet.Caching.Redis.Tests.Storing;

/// <summary>The named mutants seen from outside: what a reader is told after the race.</summary>
public sealed class StaleMutantTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static readonly Dictionary<string, ScriptMutant> Mutants = new()
    {
        ["presence"] = ScriptMutants.DropsPresence,
        ["version"] = ScriptMutants.DropsVersion,
        ["fence stands"] = ScriptMutants.FenceStands,
        ["unfenced"] = ScriptMutants.Unfenced,
    };

    private readonly TaskCompletionSource _loading = new();
    private readonly TaskCompletionSource _gate = new();
    private long _row = 1;

    [Theory]
    [InlineData("presence", "a lost store")]
    [InlineData("version", "a lagging replica")]
    [InlineData("fence stands", "set after delete")]
    [InlineData("unfenced", "set after delete")]
    public async Task A_mutant_leaves_a_stale_value_for_the_next_reader(string mutant, string race)
    {
        Assert.Equal("v1", await NextReaderAfterAsync(race, Mutants[mutant].Scripts));
    }

    [Theory]
    [InlineData("a lost store")]
    [InlineData("a lagging replica")]
    [InlineData("set after delete")]
    public async Task The_shipped_scripts_leave_none(string race)
    {
        Assert.Equal("v2", await NextReaderAfterAsync(race, StoreScripts.Shipped));
    }

    private async Task<string> NextReaderAfterAsync(string race, StoreScripts scripts)
    {
        await redis.AskAsync("FLUSHALL");
        await using var slow = await LiveCache.StartAsync(
            redis.ConnectionString, LoadSlowlyAsync, scripts: scripts);
        await using var next = await LiveCache.StartAsync(
            redis.ConnectionString, LoadAsync, scripts: scripts);

        var lags = race == "a lagging replica";
        if (lags)
            await next.InvalidateAsync(version: 2);
        var read = slow.ReadAsync();
        await _loading.Task;
        _row = 2;
        // Without its version nothing but the fence tells the old load from a new one.
        if (!lags)
            await next.InvalidateAsync(version: 0);
        if (race == "a lost store")
            await redis.AskAsync("FLUSHALL");
        _gate.SetResult();

        Assert.Equal("v1", (await read).Value);
        return (await next.ReadAsync()).Value;
    }

    private async ValueTask<Loaded<string>> LoadSlowlyAsync(long id, CancellationToken cancellation)
    {
        var row = _row;
        _loading.SetResult();
        await _gate.Task.WaitAsync(cancellation);
        return Loaded.Of($"v{row}", row);
    }

    private ValueTask<Loaded<string>> LoadAsync(long id, CancellationToken cancellation) =>
        new(Loaded.Of($"v{_row}", _row));
}
