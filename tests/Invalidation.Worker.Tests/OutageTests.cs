using CacheFleet.Testing;

namespace CacheFleet.Invalidation.Worker.Tests;

public sealed class OutageTests(Servers servers)
{
    // Mutant: storing the offsets before Redis has answered loses the event.
    [Fact]
    public async Task An_event_that_finds_redis_dead_is_applied_when_redis_is_back()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await fleet.FillAsync(101, version: 1);
        await using var worker = await RunningWorker.StartAsync(fleet.Settings());
        await fleet.CommitAsync(Fleet.Product(102, version: 1));
        await fleet.IsDrainedAsync();

        await servers.Redis.KillAsync();
        await fleet.CommitAsync(Fleet.Product(101, version: 2));
        await fleet.IsDrainedAsync();
        await Eventually.IsTrueAsync(
            async () => !await worker.IsHealthyAsync(), "the worker says that it is in trouble");
        await servers.Redis.StartAsync();

        await Eventually.IsTrueAsync(() => servers.Connection.IsConnected, "the test is connected");
        await fleet.IsGoneAsync(101);
        await Eventually.IsTrueAsync(worker.IsHealthyAsync, "the worker is well again");
    }

    [Fact]
    public async Task What_is_committed_while_kafka_is_dead_goes_out_when_it_is_back()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var worker = await RunningWorker.StartAsync(fleet.Settings());
        await fleet.CommitAsync(Fleet.Product(110, version: 1));
        await fleet.IsDrainedAsync();

        await servers.Kafka.KillAsync();
        for (var id = 111; id <= 130; id++)
        {
            await fleet.FillAsync(id, version: 1);
            await fleet.CommitAsync(Fleet.Product(id, version: 2));
        }

        await Task.Delay(1_000);
        Assert.Equal(20, await fleet.Backlog.CountAsync());
        await servers.Kafka.StartAsync();

        await fleet.IsDrainedAsync(TimeSpan.FromMinutes(1));
        for (var id = 111; id <= 130; id++)
            await fleet.IsGoneAsync(id);
    }

    [Fact]
    public async Task A_restart_of_postgres_is_survived()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var worker = await RunningWorker.StartAsync(fleet.Settings());
        await fleet.CommitAsync(Fleet.Product(141, version: 1));
        await fleet.IsDrainedAsync();

        await servers.Postgres.KillAsync();
        await servers.Postgres.StartAsync();
        fleet.DataSource.Clear();
        await fleet.FillAsync(142, version: 1);
        await fleet.CommitAsync(Fleet.Product(142, version: 2));

        await fleet.IsGoneAsync(142);
    }
}
