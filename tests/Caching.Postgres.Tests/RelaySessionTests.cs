using System.Diagnostics;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Testing;
using Npgsql;

namespace CacheFleet.Caching.Postgres.Tests;

public sealed class RelaySessionTests(PostgresServer server)
{
    [Fact]
    public async Task Of_two_relays_one_is_active_and_the_other_takes_over_when_it_leaves()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        var first = await outbox.OpenAsync();

        Assert.Null(await outbox.TryOpenAsync());
        await first.DisposeAsync();

        await using var second = await outbox.TryOpenAsync();
        Assert.NotNull(second);
    }

    // Mutant: moving the cursor over a pooled connection instead of the session lets the old relay
    // write after it has lost the lock.
    [Fact]
    public async Task A_relay_whose_session_was_cut_can_no_longer_move_the_cursor()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await outbox.CommitAsync("1", 1);
        await using var old = await outbox.OpenAsync();
        var batch = await old.ReadAsync(OutboxPosition.Start, 10);

        await outbox.ScalarAsync<bool>("SELECT pg_terminate_backend(pid) FROM pg_locks "
            + "WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database "
            + "WHERE datname = current_database())");
        RelaySession? next = null;
        await Eventually.IsTrueAsync(async () => (next = await outbox.TryOpenAsync()) is not null,
            "another relay takes over");

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => old.MoveCursorAsync(batch.End));
        await using (next)
            Assert.Equal(OutboxPosition.Start, await next!.LoadCursorAsync());
    }

    [Fact]
    public async Task A_relay_that_falls_silent_loses_its_lock_to_the_next()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await using var silent = await outbox.TryOpenAsync(TimeSpan.FromMilliseconds(300));
        Assert.NotNull(silent);

        RelaySession? next = null;
        await Eventually.IsTrueAsync(async () => (next = await outbox.TryOpenAsync()) is not null,
            "the server has ended the silent session", TimeSpan.FromSeconds(5));

        await next!.DisposeAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => silent.LoadCursorAsync());
    }

    [Fact]
    public async Task The_cursor_is_remembered_and_never_moves_back()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await outbox.CommitAsync("1", 1);
        await outbox.CommitAsync("2", 1);
        await using (var first = await outbox.OpenAsync())
        {
            var batch = await first.ReadAsync(OutboxPosition.Start, 10);
            await first.MoveCursorAsync(batch.Entries[1].At);
            await first.MoveCursorAsync(batch.Entries[0].At);
        }

        await using var second = await outbox.OpenAsync();
        var at = await second.LoadCursorAsync();

        Assert.Empty((await second.ReadAsync(at, 10)).Entries);
        Assert.Equal(0, await outbox.Backlog.CountAsync());
        await outbox.CommitAsync("3", 1);
        Assert.Equal(1, await outbox.Backlog.CountAsync());
    }

    [Fact]
    public async Task A_cursor_from_another_server_is_refused_with_the_way_out()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await using var session = await outbox.OpenAsync();
        await session.MoveCursorAsync(new OutboxPosition(1UL << 40, 1));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => session.LoadCursorAsync());

        Assert.Contains("restored from another one", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_wakes_a_resting_relay_at_once()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await using var session = await outbox.OpenAsync();
        await session.ReadAsync(OutboxPosition.Start, 10);
        var watch = Stopwatch.StartNew();

        var rest = session.RestAsync(TimeSpan.FromSeconds(30));
        await outbox.CommitAsync("1", 1);
        await rest;

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    // Mutant: without the remembered notification the rest lasts its full length.
    [Fact]
    public async Task A_commit_between_the_read_and_the_rest_is_not_slept_through()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await using var session = await outbox.OpenAsync();
        await session.ReadAsync(OutboxPosition.Start, 10);
        await outbox.CommitAsync("1", 1);
        await outbox.NotifyAsync();
        await session.LoadCursorAsync();
        var watch = Stopwatch.StartNew();

        await session.RestAsync(TimeSpan.FromSeconds(30));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
