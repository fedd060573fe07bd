namespace CacheFleet.Catalog.Api.Tests.Http;

public sealed class ServiceTests(CatalogServers servers)
{
    [Fact]
    public async Task A_replica_says_that_it_is_alive_and_well()
    {
        await using var replica = await Replica.StartAsync(servers);

        Assert.Equal(200, (await replica.GetAsync("/alive")).Status);
        Assert.Equal(200, (await replica.GetAsync("/health")).Status);
    }

    [Fact]
    public async Task The_openapi_document_has_every_path_and_its_problems()
    {
        await using var replica = await Replica.StartAsync(servers);

        var paths = (await replica.GetAsync("/openapi/v1.json")).Json.GetProperty("paths");

        string[] expected =
            ["/products", "/products/{id}", "/rankings/bestsellers", "/objects/{type}/{id}/{index}", "/flags/{name}"];
        Assert.All(expected, path => Assert.True(paths.TryGetProperty(path, out _), path));
        var put = paths.GetProperty("/products/{id}").GetProperty("put");
        Assert.All(["200", "400", "404", "409", "412"],
            status => Assert.True(put.GetProperty("responses").TryGetProperty(status, out _), status));
        Assert.True(put.TryGetProperty("requestBody", out _));
    }

    [Fact]
    public async Task Times_to_live_that_make_no_sense_are_refused_at_the_start()
    {
        var refused = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => Replica.StartAsync(servers, "--Catalog:ProductTtl=00:00:00"));

        Assert.Contains("ProductTtl", refused.Message);
    }

    [Fact]
    public async Task A_replica_registers_itself_with_its_own_address()
    {
        await using var replica = await Replica.StartAsync(servers,
            "--OTEL_RESOURCE_ATTRIBUTES=service.instance.id=api-registers");

        System.Text.Json.JsonElement own = default;
        await Testing.Eventually.IsTrueAsync(async () =>
        {
            var all = await replica.GetAsync("/lab/instances");
            own = all.Json.EnumerateArray().FirstOrDefault(i => i.GetProperty("id").GetString() == "api-registers");
            return own.ValueKind != System.Text.Json.JsonValueKind.Undefined;
        }, "registered");

        Assert.Equal(Environment.ProcessId, own.GetProperty("pid").GetInt32());
        Assert.Equal(replica.Http.BaseAddress, new Uri(own.GetProperty("address").GetString()!));
    }
}
