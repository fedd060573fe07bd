using System.Net;
using System.Net.Http.Json;
using CacheFleet.Testing;

namespace CacheFleet.Fleet.Tests;

/// <summary>The whole fleet, started as `dotnet run` starts it.</summary>
[Collection(OneFleet.Name)]
public sealed class FleetTests(RunningFleet fleet)
{
    private const int HerdPerReplica = 12;

    private LabClient Lab => fleet.Lab;

    [Theory]
    [InlineData("redis-server")]
    [InlineData("postgres-server")]
    [InlineData("zookeeper")]
    [InlineData("kafka-broker")]
    [InlineData("api")]
    [InlineData("worker")]
    public async Task Every_server_and_service_is_healthy(string resource)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await fleet.Notifications.WaitForResourceHealthyAsync(resource, limit.Token);
    }

    [Theory]
    [InlineData("kafka-topics")]
    [InlineData("migrations")]
    public async Task What_prepares_the_servers_has_ended_well(string resource)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var ended = await fleet.Notifications.WaitForResourceAsync(
            resource, seen => seen.Snapshot.ExitCode is not null, limit.Token);
        Assert.Equal(0, ended.Snapshot.ExitCode);
    }

    [Fact]
    public async Task A_product_is_answered_with_its_version_and_the_replica_that_answered()
    {
        using var answer = await Lab.Http.GetAsync(new Uri("/products/1", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Matches("^\"v[0-9]+\"$", answer.Headers.ETag?.Tag);
        var ids = (await Lab.InstancesAsync()).Select(instance => instance.Id);
        Assert.Contains(answer.Headers.GetValues("X-Instance").Single(), ids);
    }

    [Fact]
    public async Task A_write_through_the_api_is_read_back()
    {
        var before = await Lab.ReadVersionAsync(7);
        using var written = await Lab.Http.PutAsJsonAsync("/products/7",
            new { name = "Lamp", category = 3, priceCents = 1999, stock = 5 });

        Assert.True(written.IsSuccessStatusCode);
        var after = await Lab.ReadVersionAsync(7);
        Assert.NotEqual(before, after);
        Assert.Equal(written.Headers.ETag?.Tag, after);
    }

    /// <summary>
    /// The row and its event are written past the API, so nobody but the relay, Kafka and the consumer can take the
    /// stale entry out of the cache. (Fails when the worker is not started.)
    /// </summary>
    [Fact]
    public async Task A_committed_event_alone_takes_the_stale_entry_out_of_the_cache()
    {
        var cached = await Lab.ReadVersionAsync(42);
        Assert.Equal(cached, await Lab.ReadVersionAsync(42));

        await fleet.WritePastTheApiAsync(42);

        await Eventually.IsTrueAsync(
            async () => await Lab.ReadVersionAsync(42) != cached, "the new version is read");
    }

    [Fact]
    public async Task Origin_loads_of_the_replicas_add_up_to_what_Postgres_counted()
    {
        var instances = await Lab.WaitForInstancesAsync(3);
        var loadsBefore = await Lab.OriginLoadsAsync("bestsellers");
        var callsBefore = await Lab.OriginCallsAsync("bestsellers");

        foreach (var instance in instances)
        {
            await Lab.FlushAsync("baseline");
            await Task.WhenAll(Enumerable.Range(0, HerdPerReplica).Select(_ =>
                Lab.ReadRankingsAsync(instance, "baseline")));
        }

        var loads = await Lab.OriginLoadsAsync("bestsellers");
        var calls = await Lab.OriginCallsAsync("bestsellers") - callsBefore;
        Assert.All(loads, load => Assert.True(load.Value > loadsBefore[load.Key]));
        Assert.Equal(loads.Values.Sum() - loadsBefore.Values.Sum(), calls);
    }
}
