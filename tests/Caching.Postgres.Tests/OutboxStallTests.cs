using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Testing;
using Npgsql;

namespace CacheFleet.Caching.Postgres.Tests;

public sealed class OutboxStallTests(PostgresServer server)
{
    // Mutant: a search by age of the session or the statement names a reader, or a younger writer.
    [Fact]
    public async Task The_oldest_writer_is_named_and_not_a_younger_one_nor_a_reader_that_is_older()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await using var reader = await outbox.BeginAsync();
        await using (var look = new NpgsqlCommand("SELECT 1", reader.Connection))
            await look.ExecuteScalarAsync();
        await using var oldest = await outbox.BeginAsync();
        await oldest.TakeIdAsync();
        await using var younger = await outbox.BeginAsync();
        await younger.TakeIdAsync();
        await Task.Delay(20);

        var open = await new OutboxStall(outbox.DataSource).FindAsync();

        Assert.Equal(oldest.Connection.ProcessID, open?.Pid);
        Assert.Equal("idle in transaction", open!.State);
        Assert.Contains("pg_current_xact_id", open.Query);
        Assert.True(open.TransactionAge >= TimeSpan.FromMilliseconds(20), $"{open.TransactionAge}");
    }

    [Fact]
    public async Task Where_nobody_writes_nobody_is_named()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);

        Assert.Null(await new OutboxStall(outbox.DataSource).FindAsync());
    }

    // Mutant: a time taken after the read vouches for a commit that the read did not see.
    [Fact]
    public async Task A_read_vouches_for_everything_up_to_its_time_unless_something_is_held_back_or_left()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await using var session = await outbox.OpenAsync();
        await outbox.CommitAsync("1", 1);
        await outbox.CommitAsync("2", 1);
        var before = await outbox.ScalarAsync<DateTime>("SELECT clock_timestamp()");

        var all = await session.ReadAsync(OutboxPosition.Start, 10);
        var after = await outbox.ScalarAsync<DateTime>("SELECT clock_timestamp()");
        var part = await session.ReadAsync(OutboxPosition.Start, 1);
        await using var late = await outbox.BeginAsync();
        await late.TakeIdAsync();
        await outbox.CommitAsync("3", 1);
        var heldBack = await session.ReadAsync(all.End, 10);

        Assert.InRange(all.CompleteTo!.Value.UtcDateTime, before, after);
        Assert.Null(part.CompleteTo);
        Assert.Null(heldBack.CompleteTo);
    }
}
