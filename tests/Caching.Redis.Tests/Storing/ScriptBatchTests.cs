using System.Globalization;
using System.Text.RegularExpressions;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Redis.Tests.Storing;

/// <summary>Many callers at once: few commands, and everybody's own answer.</summary>
public sealed partial class ScriptBatchTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private const int Callers = 200;
    private const int MostRounds = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Mutants: every caller gets the first entry's values; nobody is sent before the batch is full;
    // everybody goes alone.
    [Fact]
    public async Task Those_who_come_together_share_commands_and_each_gets_its_own_row()
    {
        await redis.AskAsync("FLUSHALL");
        await using var cache = await LiveCache.StartAsync(redis.ConnectionString, LoadAsync);
        await cache.ReadAsync(-1);

        // How many come together is up to the threads, and on a busy machine once in a while few do:
        // alone they would be a look and a fill for each in every round.
        var fewest = int.MaxValue;
        for (var round = 0; round < MostRounds && fewest > Callers; round++)
        {
            var before = await ScriptCallsAsync();
            var first = round * Callers;
            var reads = await ReadAllAsync(cache, first);
            fewest = Math.Min(fewest, await ScriptCallsAsync() - before);
            Assert.All(reads.Index(), read => Assert.Equal(
                ($"row {first + read.Index}", FillOutcome.Stored), (read.Item.Value, read.Item.Fill)));
            var again = await ReadAllAsync(cache, first);
            Assert.All(again.Index(), read => Assert.Equal(
                ($"row {first + read.Index}", ReadOutcome.Hit), (read.Item.Value, read.Item.Outcome)));
        }

        Assert.InRange(fewest, 2, Callers);
    }

    // Mutant: whoever comes between the last look at the queue and its end is forgotten.
    [Fact]
    public async Task Nobody_is_forgotten_however_they_come()
    {
        await using var cache = await LiveCache.StartAsync(redis.ConnectionString, LoadAsync);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            for (var id = 0; id < 60; id++)
            {
                var read = await cache.ReadAsync(1_000 + caller * 60 + id).WaitAsync(Patience);
                Assert.Equal($"row {1_000 + caller * 60 + id}", read.Value);
            }
        })));
    }

    [Fact]
    public async Task An_entry_that_is_not_ours_spoils_no_other_in_its_batch() =>
        Assert.Equal(Callers - 1, await StoredBesideAForeignKeyAsync(StoreScripts.Shipped));

    [Fact]
    public async Task Without_its_own_pcall_an_entry_would_spoil_all_others_in_its_batch() =>
        Assert.InRange(await StoredBesideAForeignKeyAsync(StoreScripts.Shipped with
        {
            Look = StoreScripts.Shipped.Look.Mutated("pcall(look, key,", "true, look(key,"),
        }), 0, Callers - 2);

    private async Task<int> StoredBesideAForeignKeyAsync(StoreScripts scripts)
    {
        await redis.AskAsync("FLUSHALL");
        await using var cache = await LiveCache.StartAsync(redis.ConnectionString, LoadAsync, scripts: scripts);
        var space = cache.Spaces.Of(cache.Family.Name)[0];
        await cache.Redis.GetDatabase().ListLeftPushAsync(space.Entry("100").ToString(), "odd");

        var reads = await ReadAllAsync(cache);

        Assert.All(reads.Index(), read => Assert.Equal($"row {read.Index}", read.Item.Value));
        Assert.Equal(ReadOutcome.StoreDark, reads[100].Outcome);
        return reads.Count(read => read.Fill == FillOutcome.Stored);
    }

    private static Task<Answer<string>[]> ReadAllAsync(LiveCache cache, int first = 0) =>
        Task.WhenAll(Enumerable.Range(first, Callers).Select(id => cache.ReadAsync(id)))
            .WaitAsync(Patience);

    private static ValueTask<Loaded<string>> LoadAsync(long id, CancellationToken cancellation) =>
        new(Loaded.Of($"row {id}", 1));

    private async Task<int> ScriptCallsAsync() =>
        Calls().Matches(await redis.AskAsync("INFO commandstats"))
            .Sum(line => int.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"cmdstat_eval(?:sha)?:calls=(\d+)")]
    private static partial Regex Calls();
}
