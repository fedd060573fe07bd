using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Postgres.Fencing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Postgres.Tests.Fencing;

public sealed class FencedUpdateTests(PostgresServer server)
{
    // Mutants caught: the update without its check of the fence; with <= in place of <.
    [Fact]
    public async Task A_write_under_an_older_token_is_refused_and_the_newer_value_stands()
    {
        await using var row = await GuardedRow.CreateAsync(server);
        var (older, newer) = (await row.DrawAsync(), await row.DrawAsync());

        Assert.Equal(FencedOutcome.Applied, await row.WriteAsync(newer, "newer"));
        Assert.Equal(FencedOutcome.Refused, await row.WriteAsync(older, "older"));
        Assert.Equal(FencedOutcome.Refused, await row.WriteAsync(newer, "newer, again"));

        Assert.Equal("newer", await row.ReadAsync());
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_missing_not_refused()
    {
        await using var row = await GuardedRow.CreateAsync(server);
        var token = await row.DrawAsync();

        Assert.Equal(FencedOutcome.Missing, await row.WriteAsync(token, "value", id: 2));
        Assert.Equal(FencedOutcome.Missing, await row.ClaimAsync(token, id: 2));
    }

    // Mutant caught: ClaimAsync does not raise the fence.
    [Fact]
    public async Task An_older_holder_cannot_write_between_a_newer_ones_read_and_write()
    {
        await using var row = await GuardedRow.CreateAsync(server);
        var (older, newer) = (await row.DrawAsync(), await row.DrawAsync());

        Assert.Equal(FencedOutcome.Applied, await row.ClaimAsync(newer));
        var read = await row.ReadAsync();
        Assert.Equal(FencedOutcome.Refused, await row.WriteAsync(older, "lost update"));
        Assert.Equal(FencedOutcome.Applied, await row.WriteAsync(newer, read + ", then newer"));

        Assert.Equal("first, then newer", await row.ReadAsync());
    }

    [Fact]
    public async Task An_older_holder_cannot_claim_what_a_newer_one_has_written()
    {
        await using var row = await GuardedRow.CreateAsync(server);
        var (older, newer) = (await row.DrawAsync(), await row.DrawAsync());
        await row.WriteAsync(newer, "newer");

        Assert.Equal(FencedOutcome.Refused, await row.ClaimAsync(older));
        Assert.Equal(newer.Value, await row.FenceAsync());
    }

    // Mutant caught: the update without its check of the fence.
    [Fact]
    public async Task Of_many_writers_at_once_the_latest_token_has_the_last_word()
    {
        await using var row = await GuardedRow.CreateAsync(server);
        var tokens = new List<FencingToken>();
        for (var i = 0; i < 400; i++)
            tokens.Add(await row.DrawAsync());
        var latest = tokens[^1];
        new Random(7).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens));

        var outcomes = new FencedOutcome[tokens.Count];
        await Parallel.ForAsync(0, tokens.Count,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) => outcomes[i] = await row.WriteAsync(tokens[i], tokens[i].ToString()));

        Assert.Equal(latest.ToString(), await row.ReadAsync());
        Assert.Contains(FencedOutcome.Refused, outcomes);
    }
}
