namespace CacheFleet.Catalog.Api.Tests.Products;

public sealed class ListTests(CatalogServers servers)
{
    [Fact]
    public async Task A_list_starts_with_the_first_twenty()
    {
        await using var replica = await Replica.StartAsync(servers);

        var page = await replica.GetAsync("/products?size=3&sort=id&page=100");
        var first = await replica.GetAsync("/products");

        Assert.Equal(20, first.Json.GetProperty("items").GetArrayLength());
        Assert.Equal(1, first.Json.GetProperty("page").GetInt32());
        Assert.Equal(3, page.Json.GetProperty("size").GetInt32());
        Assert.True(page.Json.GetProperty("items")[0].GetProperty("id").GetInt64() >= 298);
    }

    [Fact]
    public async Task A_list_keeps_to_its_category_and_its_order()
    {
        await using var replica = await Replica.StartAsync(servers);
        var category = await replica.AskDatabaseAsync<int>(
            "SELECT category FROM catalog.products WHERE id > 300 GROUP BY category ORDER BY count(*) DESC LIMIT 1");

        var list = await replica.GetAsync($"/products?category={category}&sort=-price&size=100");

        var items = list.Json.GetProperty("items").EnumerateArray().ToList();
        var prices = items.Select(item => item.GetProperty("priceCents").GetInt32()).ToList();
        Assert.True(items.Count > 1);
        Assert.All(items, item => Assert.Equal(category, item.GetProperty("category").GetInt32()));
        Assert.Equal(prices.OrderDescending(), prices);
    }

    [Theory]
    [InlineData("category=-1", "category")]
    [InlineData("sort=colour", "sort")]
    [InlineData("sort=id;DROP TABLE x", "sort")]
    [InlineData("page=0", "page")]
    [InlineData("page=10001", "page")]
    [InlineData("size=0", "size")]
    [InlineData("size=101", "size")]
    public async Task A_parameter_out_of_range_is_a_problem_that_names_it(string query, string field)
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.GetAsync($"/products?{query}");

        Assert.Equal(400, reply.Status);
        Assert.Equal(field, reply.Field);
    }

    [Fact]
    public async Task A_parameter_that_is_no_number_is_a_problem_that_names_it()
    {
        await using var replica = await Replica.StartAsync(servers);

        var reply = await replica.GetAsync("/products?page=two");

        Assert.Equal(400, reply.Status);
        Assert.Contains("page", reply.Detail);
    }
}
