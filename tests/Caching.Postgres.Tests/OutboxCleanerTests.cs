using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Postgres.Tests;

public sealed class OutboxCleanerTests(PostgresServer server)
{
    private const string Count = "SELECT count(*) FROM catalog.outbox";

    // Mutant: a cleaner that goes by age alone loses what the relay has not delivered.
    [Fact]
    public async Task What_is_delivered_goes_in_batches_and_what_is_pending_stays_however_old()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await CommitAsync(outbox, 10);
        await using (var session = await outbox.OpenAsync())
        {
            var batch = await session.ReadAsync(OutboxPosition.Start, 7);
            await session.MoveCursorAsync(batch.End);
        }

        var cleaner = Cleaner(outbox);

        Assert.Equal(5, await cleaner.RemoveAsync(TimeSpan.Zero, limit: 5));
        Assert.Equal(2, await cleaner.RemoveAsync(TimeSpan.Zero, limit: 5));
        Assert.Equal(0, await cleaner.RemoveAsync(TimeSpan.Zero, limit: 5));
        Assert.Equal(3, await outbox.ScalarAsync<long>(Count));
        Assert.Equal(3, await outbox.Backlog.CountAsync());
    }

    [Fact]
    public async Task What_is_delivered_stays_for_the_retention()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await CommitAsync(outbox, 3);
        await using (var session = await outbox.OpenAsync())
            await session.MoveCursorAsync((await session.ReadAsync(OutboxPosition.Start, 10)).End);

        Assert.Equal(0, await Cleaner(outbox).RemoveAsync(TimeSpan.FromHours(1), limit: 10));
        Assert.Equal(3, await outbox.ScalarAsync<long>(Count));
    }

    [Fact]
    public async Task Where_no_relay_has_ever_been_nothing_goes()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await CommitAsync(outbox, 3);

        Assert.Equal(0, await Cleaner(outbox).RemoveAsync(TimeSpan.Zero, limit: 10));
    }

    [Fact]
    public async Task The_backlog_says_how_many_wait_and_for_how_long_the_oldest_has()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        Assert.Equal(new BacklogSight(0, TimeSpan.Zero), await outbox.Backlog.LookAsync());
        await CommitAsync(outbox, 2);
        await Task.Delay(30);

        var sight = await outbox.Backlog.LookAsync();

        Assert.Equal(2, sight.Pending);
        Assert.True(sight.OldestAge >= TimeSpan.FromMilliseconds(30), $"{sight.OldestAge}");
    }

    private static OutboxCleaner Cleaner(OutboxFixture outbox) =>
        new(outbox.DataSource, OutboxFixture.Schema, OutboxFixture.RelayName);

    private static async Task CommitAsync(OutboxFixture outbox, int events)
    {
        for (var number = 1; number <= events; number++)
            await outbox.CommitAsync($"{number}", 1);
    }
}
