namespace CacheFleet.Catalog.Api.Tests.Failing;

public sealed class KafkaDownTests(CatalogServers servers)
{
    [Fact]
    public async Task A_replica_that_cannot_reach_kafka_starts_and_answers_past_its_memory()
    {
        await using var replica = await Replica.StartAsync(servers, "--ConnectionStrings:kafka=127.0.0.1:1");

        var first = await replica.GetAsync("/products/390");
        await replica.GetAsync("/products/390");
        var health = await replica.GetAsync("/health");
        var counters = (await replica.GetAsync("/lab/counters")).Json;

        Assert.Equal(200, first.Status);
        Assert.Equal(200, health.Status);
        Assert.DoesNotContain(counters.GetProperty("reads").EnumerateArray(),
            read => read.GetProperty("tier").GetString() == "near");
    }
}
