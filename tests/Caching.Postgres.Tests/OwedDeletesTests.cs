using CacheFleet.Caching.Postgres.SecondDeletes;
using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Postgres.Tests;

public sealed class OwedDeletesTests(PostgresServer server)
{
    private const string Count = "SELECT count(*) FROM catalog.second_deletes";

    private static readonly KeySpace Space = new KeySpaces(
        [new FamilyId("product", 1, [new PolicyName("double-delete")])]).Of(new FamilyName("product"))[0];

    // Mutants: a schedule outside of the transaction; a queue that does not look at the time.
    [Fact]
    public async Task A_second_delete_is_owed_once_its_change_is_committed_and_due_after_its_delay()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await OweAsync(outbox, "1", TimeSpan.FromMilliseconds(1), commit: false);
        await OweAsync(outbox, "2", TimeSpan.FromMilliseconds(1));
        await OweAsync(outbox, "3", TimeSpan.FromHours(1));
        await Task.Delay(20);

        var carriedOut = await RunAsync(outbox);

        Assert.Equal(["cachefleet:double-delete:product:1:2"], carriedOut);
        Assert.InRange((await Owed(outbox).NextAsync())!.Value.TotalMinutes, 59, 60);
        Assert.Equal(1, await outbox.ScalarAsync<long>(Count));
    }

    // Mutant: a row that is removed before its delete is certain.
    [Fact]
    public async Task What_could_not_be_carried_out_stays_owed()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await OweAsync(outbox, "1", TimeSpan.FromMilliseconds(1));
        await Task.Delay(20);

        Assert.Empty(await Owed(outbox).RunAsync(10, (_, _) => Task.FromResult(false)));
        await Assert.ThrowsAsync<TimeoutException>(
            () => Owed(outbox).RunAsync(10, (_, _) => throw new TimeoutException()));

        Assert.Single(await RunAsync(outbox));
    }

    // Mutant: FOR UPDATE without SKIP LOCKED has the second worker wait for the first.
    [Fact]
    public async Task Of_two_workers_each_carries_out_what_the_other_has_not_begun()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await OweAsync(outbox, "1", TimeSpan.FromMilliseconds(1));
        await OweAsync(outbox, "2", TimeSpan.FromMilliseconds(2));
        await Task.Delay(20);
        var begun = new TaskCompletionSource<IReadOnlyList<string>>();
        var gate = new TaskCompletionSource<bool>();

        var first = Owed(outbox).RunAsync(1, (entries, _) =>
        {
            begun.SetResult(entries);
            return gate.Task;
        });
        var one = Assert.Single(await begun.Task);
        var other = Assert.Single(await RunAsync(outbox));
        gate.SetResult(true);

        Assert.NotEqual(one, other);
        Assert.Single(await first);
        Assert.Equal(0, await outbox.ScalarAsync<long>(Count));
    }

    private static OwedDeletes Owed(OutboxFixture outbox) =>
        new(outbox.DataSource, OutboxFixture.Schema);

    private static async Task<List<string>> RunAsync(OutboxFixture outbox)
    {
        var all = new List<string>();
        await Owed(outbox).RunAsync(10, (entries, _) =>
        {
            all.AddRange(entries);
            return Task.FromResult(true);
        });
        return all;
    }

    private static async Task OweAsync(
        OutboxFixture outbox, string key, TimeSpan after, bool commit = true)
    {
        await using var connection = await outbox.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await new SecondDeleteSchedule(OutboxFixture.Schema).AddAsync(
            connection, transaction, new SecondDelete(Space.Entry(key), Ttl.Of(after)));
        if (commit)
            await transaction.CommitAsync();
    }
}
