namespace CacheFleet.Catalog.Api.Tests.Lab;

/// <summary>What each way leaves behind when the database part of a write fails.</summary>
public sealed class FailedWriteTests(CatalogServers servers)
{
    [Theory]
    [InlineData("rollback", "refused", 503, 1, 1)]
    [InlineData("rollback", "lost-request", 503, 1, 1)]
    [InlineData("rollback", "lost-answer", 503, 1, 2)]
    [InlineData("parallel", "refused", 503, 1, 1)]
    [InlineData("parallel", "lost-answer", 503, 1, 2)]
    [InlineData("resync", "refused", 503, 1, 1)]
    [InlineData("resync", "lost-answer", 503, 2, 2)]
    [InlineData("replay", "refused", 204, 2, 2)]
    [InlineData("replay", "lost-answer", 204, 2, 2)]
    public async Task A_way_ends_with_cache_and_row_as_its_name_says(
        string way, string fault, int status, int price, int row)
    {
        await using var replica = await Replica.StartAsync(servers);
        var path = $"/lab/failed-writes/{way}/{270 + way.Length + fault.Length}";
        await replica.DeleteAsync(path);
        await replica.PutAsync(path, new { price = 1 });

        var answered = await replica.PutAsync(path, new { price = 2 }, ("X-Lab-Write-Fault", fault));

        Assert.Equal(status, answered.Status);
        await Testing.Eventually.IsTrueAsync(
            async () => (await replica.GetAsync(path)).Json.GetProperty("waiting").GetInt32() == 0, "nothing waits");
        var after = (await replica.GetAsync(path)).Json;
        Assert.Equal((price, row), (after.GetProperty("price").GetInt32(), after.GetProperty("row").GetInt32()));
    }

    [Fact]
    public async Task A_way_that_is_none_is_a_problem_that_names_it()
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.PutAsync("/lab/failed-writes/hope/1", new { price = 1 });

        Assert.Equal((400, "way"), (reply.Status, reply.Field));
    }
}
