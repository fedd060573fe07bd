namespace CacheFleet.Catalog.Api.Tests.Http;

public sealed class OtherFamiliesTests(CatalogServers servers)
{
    [Fact]
    public async Task The_bestsellers_are_ranked_and_cached()
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.PutAsync("/lab/origin-delay", new { milliseconds = 1 });

        var first = await replica.GetAsync("/rankings/bestsellers", ("X-Cache-Policy", "baseline"));
        var second = await replica.GetAsync("/rankings/bestsellers", ("X-Cache-Policy", "baseline"));

        var units = first.Json.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("units").GetInt64()).ToList();
        Assert.Equal(20, units.Count);
        Assert.Equal(units.OrderDescending(), units);
        Assert.Equal("cachefleet; hit", second.CacheStatus);
        Assert.Equal(first.ETag, second.ETag);
    }

    [Fact]
    public async Task An_object_has_the_same_payload_whenever_it_is_made_up_and_another_in_each_version()
    {
        await using var replica = await Replica.StartAsync(servers);

        var cached = await replica.GetAsync("/objects/0/8/0");
        var again = await replica.GetAsync("/objects/0/8/0", ("X-Cache-Policy", "baseline"));
        var bumped = await replica.PutAsync("/objects/0/8/0", null);
        var after = await replica.GetAsync("/objects/0/8/0");

        Assert.Equal(cached.Text, again.Text);
        Assert.Equal("\"v2\"", bumped.ETag);
        Assert.Equal(bumped.Text, after.Text);
        Assert.NotEqual(Payload(cached), Payload(after));
    }

    [Theory]
    [InlineData("/objects/x/1/0", "type")]
    [InlineData("/objects/0/99999999999/0", "id")]
    [InlineData("/objects/0/1/70000", "index")]
    public async Task A_bad_part_of_an_objects_id_is_named(string path, string part)
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.GetAsync(path);

        Assert.Equal(400, reply.Status);
        Assert.Contains(part, reply.Detail);
    }

    [Fact]
    public async Task A_flag_is_switched_and_read_back()
    {
        await using var replica = await Replica.StartAsync(servers);
        await replica.GetAsync("/flags/flag-05");

        var put = await replica.PutAsync("/flags/flag-05", new { enabled = true });
        var after = await replica.GetAsync("/flags/flag-05");
        var bad = await replica.PutTextAsync("/flags/flag-05", "{}");

        Assert.Equal(200, put.Status);
        Assert.True(after.Json.GetProperty("enabled").GetBoolean());
        Assert.Equal(400, bad.Status);
        Assert.Equal("enabled", bad.Field);
    }

    private static string? Payload(Reply reply) => reply.Json.GetProperty("payload").GetString();
}
