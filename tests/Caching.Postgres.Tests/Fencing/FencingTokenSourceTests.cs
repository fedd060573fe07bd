using CacheFleet.Caching.Locking;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Postgres.Tests.Fencing;

public sealed class FencingTokenSourceTests(PostgresServer server)
{
    // Mutant caught: CACHE 20 in 0002_fencing_token.sql.
    [Fact]
    public async Task Tokens_grow_in_the_order_in_which_they_are_drawn_whatever_the_connection()
    {
        await using var row = await GuardedRow.CreateAsync(server);
        var order = new SemaphoreSlim(1);
        var drawn = new List<FencingToken>();

        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (_, ct) =>
            {
                await using var held = await row.Outbox.DataSource.OpenConnectionAsync(ct);
                await order.WaitAsync(ct);
                drawn.Add(await row.DrawAsync());
                order.Release();
            });

        Assert.Equal(drawn.Order().Distinct(), drawn);
    }

    [Fact]
    public async Task Tokens_do_not_repeat_after_the_server_was_killed()
    {
        await using var killed = await PostgresServer.RunAsync();
        await using var row = await GuardedRow.CreateAsync(killed);
        var before = await row.DrawAsync();

        await killed.KillAsync();
        await killed.StartAsync();
        row.Outbox.DataSource.Clear();

        Assert.True(await row.DrawAsync() > before);
    }

    [Fact]
    public async Task A_lost_lease_draws_nothing()
    {
        await using var row = await GuardedRow.CreateAsync(server);
        var store = new MemoryLockStore(TimeProvider.System);
        var only = new FencedLock(store, new LockOptions(), TimeProvider.System, new Random(1));
        var lease = await only.AcquireAsync(new LockKey("work"));
        Assert.True((await row.Tokens.DrawAsync(lease)).Value > 0);

        await lease.ReleaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => row.Tokens.DrawAsync(lease));
    }
}
