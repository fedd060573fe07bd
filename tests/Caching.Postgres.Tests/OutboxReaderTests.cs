using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Postgres.Tests;

public sealed class OutboxReaderTests(PostgresServer server)
{
    [Fact]
    public async Task An_event_whose_transaction_is_rolled_back_is_never_read()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await using (var write = await outbox.BeginAsync())
            await write.WriteAsync(OutboxFixture.Change("1", 1));
        await outbox.CommitAsync("2", 1);

        await using var session = await outbox.OpenAsync();
        var batch = await session.ReadAsync(OutboxPosition.Start, 10);

        Assert.Equal("2", Assert.Single(batch.Entries).Change.Key);
    }

    // Mutant: without "xact < pg_snapshot_xmin(…)" the first read ends above the open transaction,
    // and its event is skipped. The control below, which polls by position alone, shows exactly
    // that.
    [Fact]
    public async Task A_commit_that_comes_late_is_read_where_polling_by_position_skips_it()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        var naive = new NaiveReader(outbox.DataSource);
        await using var session = await outbox.OpenAsync();
        await using var late = await outbox.BeginAsync();
        await late.WriteAsync(OutboxFixture.Change("late", 1));
        await outbox.CommitAsync("early", 1);

        var before = await session.ReadAsync(OutboxPosition.Start, 10);
        var naiveBefore = await naive.ReadNewAsync();
        await late.Transaction.CommitAsync();
        var after = await session.ReadAsync(before.End, 10);
        var naiveAfter = await naive.ReadNewAsync();

        Assert.Empty(before.Entries);
        Assert.True(before.HeldBack);
        Assert.Equal(["late", "early"], after.Entries.Select(entry => entry.Change.Key));
        Assert.False(after.HeldBack);
        Assert.Equal(["early"], naiveBefore);
        Assert.Empty(naiveAfter);
    }

    [Fact]
    public async Task An_open_transaction_without_an_event_holds_back_what_is_newer_only()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await outbox.CommitAsync("older", 1);
        await using var open = await outbox.BeginAsync();
        await open.TakeIdAsync();
        await outbox.CommitAsync("newer", 1);

        await using var session = await outbox.OpenAsync();
        var batch = await session.ReadAsync(OutboxPosition.Start, 10);

        Assert.Equal("older", Assert.Single(batch.Entries).Change.Key);
        Assert.True(batch.HeldBack);
    }

    // Mutant: without the sort by position the batch holds version 3 before version 2.
    [Fact]
    public async Task A_batch_keeps_the_versions_of_a_key_in_order_though_the_older_id_wrote_last()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await using var oldId = await outbox.BeginAsync();
        await oldId.TakeIdAsync();
        await outbox.CommitAsync("1", 2);
        await oldId.WriteAsync(OutboxFixture.Change("1", 3));
        await oldId.Transaction.CommitAsync();

        await using var session = await outbox.OpenAsync();
        var batch = await session.ReadAsync(OutboxPosition.Start, 10);

        Assert.Equal([2L, 3L], batch.Entries.Select(entry => entry.Change.Version));
        var next = await session.ReadAsync(batch.End, 10);
        Assert.Empty(next.Entries);
    }

    [Fact]
    public async Task Batches_are_bounded_and_go_on_where_the_last_one_ended()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        for (var version = 1; version <= 25; version++)
            await outbox.CommitAsync("1", version);

        await using var session = await outbox.OpenAsync();
        var seen = new List<long>();
        var at = OutboxPosition.Start;
        while (await session.ReadAsync(at, 10) is { Entries.Count: > 0 } batch)
        {
            Assert.InRange(batch.Entries.Count, 1, 10);
            seen.AddRange(batch.Entries.Select(entry => entry.Change.Version));
            at = batch.End;
        }

        Assert.Equal(Enumerable.Range(1, 25).Select(version => (long)version), seen);
    }

    [Fact]
    public async Task An_event_carries_the_trace_of_the_request_that_wrote_it_and_the_time()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        using var activity = new System.Diagnostics.Activity("request").Start();
        await outbox.CommitAsync("1", 7);

        await using var session = await outbox.OpenAsync();
        var batch = await session.ReadAsync(OutboxPosition.Start, 10);
        var change = Assert.Single(batch.Entries).Change;

        Assert.Equal(activity.Id, change.TraceParent);
        Assert.Equal("product:1", change.Subject);
        Assert.InRange(DateTimeOffset.UtcNow - change.CommittedAt!.Value,
            TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(20));
    }
}
