using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Testing;
using Npgsql;

namespace CacheFleet.Caching.Postgres.Tests;

public sealed class OutboxBellTests(PostgresServer server)
{
    // A standby that nobody has: the first commit is written but not confirmed, and holds its locks.
    private const string WaitForNobody =
        "ALTER SYSTEM SET synchronous_standby_names = 'nobody'";

    // Mutant: a notification in the transaction of the change.
    [Fact]
    public async Task A_commit_with_an_event_waits_for_no_other_commit()
    {
        await using var own = await PostgresServer.RunAsync();
        await using var outbox = await OutboxFixture.CreateAsync(own);
        await using var slow = await outbox.BeginAsync();
        await slow.WriteAsync(OutboxFixture.Change("slow", 1));
        await using var quick = await outbox.BeginAsync();
        await SetAsync(quick, "SET LOCAL synchronous_commit = local");
        await quick.WriteAsync(OutboxFixture.Change("quick", 1));
        await outbox.RunAsync(WaitForNobody);
        await outbox.RunAsync("SELECT pg_reload_conf()");
        await Eventually.IsTrueAsync(
            async () => await outbox.ScalarAsync<string>("SHOW synchronous_standby_names") == "nobody",
            "the server has read its settings");

        var first = slow.Transaction.CommitAsync();
        await Eventually.IsTrueAsync(async () => await outbox.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == 1, "the first one waits");
        await quick.Transaction.CommitAsync().WaitAsync(Eventually.Patience);

        Assert.False(first.IsCompleted);
        await outbox.RunAsync("ALTER SYSTEM RESET synchronous_standby_names");
        await outbox.RunAsync("SELECT pg_reload_conf()");
        await first;
    }

    // Mutants: a bell that does not look for calls that came while it rang; one that rings for each.
    [Fact]
    public async Task Calls_that_come_while_one_is_on_its_way_become_one_more_after_it()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await using var ears = await outbox.DataSource.OpenConnectionAsync();
        await using (var listen = new NpgsqlCommand($"LISTEN {OutboxFixture.Schema.Channel}", ears))
            await listen.ExecuteNonQueryAsync();
        var heard = new List<string>();
        ears.Notification += (_, news) => heard.Add(news.Payload);
        await using var narrow = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(outbox.DataSource.ConnectionString) { MaxPoolSize = 1 });
        var bell = new OutboxBell(narrow, OutboxFixture.Schema);

        await using (await narrow.OpenConnectionAsync())
        {
            for (var call = 0; call < 5; call++)
                bell.Ring();
        }

        while (heard.Count < 2)
            Assert.True(await ears.WaitAsync(Eventually.Patience), $"heard {heard.Count} times");
        await outbox.RunAsync($"NOTIFY {OutboxFixture.Schema.Channel}, 'end'");
        while (heard[^1] != "end")
            await ears.WaitAsync(Eventually.Patience);
        Assert.Equal(["", "", "end"], heard);
    }

    private static async Task SetAsync(OpenWrite open, string setting)
    {
        await using var set = new NpgsqlCommand(setting, open.Connection, open.Transaction);
        await set.ExecuteNonQueryAsync();
    }
}
