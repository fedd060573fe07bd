using System.Globalization;
using System.Text.RegularExpressions;
using CacheFleet.Caching.Kafka.Publishing;
using CacheFleet.Testing;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Tests;

/// <summary>A long backlog, and a Redis that other clients need meanwhile.</summary>
public sealed partial class FloodTests(Servers servers)
{
    private const int InFlight = 20;
    private const int Events = 1_000;
    private const int BytesPerCommand = 400;

    // Mutant: an applier that sends a whole round at once.
    [Fact]
    public async Task A_flood_waits_in_the_log_and_not_in_front_of_redis()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var store = await RedisServer.RunAsync();
        await using var worker = await RunningWorker.StartAsync(fleet.Settings(
            $"--ConnectionStrings:redis={store.ConnectionString}",
            $"--CacheFleet:Invalidation:CommandsInFlight={InFlight}"));
        using var connection = await ConnectionMultiplexer.ConnectAsync(store.ConnectionString);
        var redis = connection.GetDatabase();
        await Fleet.FillAsync(redis, 1, version: 1, TimeSpan.Zero);
        await fleet.CommitAsync(Fleet.Product(1, version: 2));
        await Eventually.IsTrueAsync(
            async () => !await redis.HashExistsAsync(Fleet.KeyOf(1), "entry"), "the consumer is at work");

        // What writes is held up from now on, and lies in the server's buffer for us to see.
        await store.AskAsync("CLIENT PAUSE 60000 WRITE");
        await fleet.Publisher.PublishAsync([.. Enumerable.Range(1_000, Events).Select(
            id => new OutgoingEvent($"1-{id}", Fleet.Product(id, version: 2)))]);
        var most = 0;
        for (var look = 0; look < 30; look++)
        {
            most = Math.Max(most, Waiting(await store.AskAsync("CLIENT LIST")));
            await Task.Delay(50);
        }

        await store.AskAsync("CLIENT UNPAUSE");
        Assert.InRange(most, 1, InFlight * BytesPerCommand);
        await Eventually.IsTrueAsync(
            async () => await redis.HashExistsAsync(Fleet.KeyOf(999 + Events), "gone"), "the rest flows again");
    }

    private static int Waiting(string clients) => BufferSize().Matches(clients)
        .Max(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\bqbuf=(\d+)")]
    private static partial Regex BufferSize();
}
