using System.Text.Json.Nodes;

namespace CacheFleet.LoadTests.Fleet;

/// <summary>
/// Products that a scenario changes; at its end they have their old content again, at a newer version.
/// </summary>
public sealed class ProductShelf : IAsyncDisposable
{
    private const string Policy = "lease";

    private readonly FleetClient _fleet;
    private readonly List<(ProductClient Product, JsonObject Body)> _products;

    private ProductShelf(FleetClient fleet, List<(ProductClient, JsonObject)> products) =>
        (_fleet, _products) = (fleet, products);

    /// <summary>Remembers so many products from the first on.</summary>
    public static async Task<ProductShelf> TakeAsync(
        FleetClient fleet, int first, int count, CancellationToken ct)
    {
        var products = new List<(ProductClient, JsonObject)>();
        for (var id = first; id < first + count; id++)
        {
            var product = new ProductClient(fleet, id, Policy);
            products.Add((product, (await product.ReadAsync(fleet.Replicas[0], gate: null, ct)).Body));
        }
        return new ProductShelf(fleet, products);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (product, body) in _products)
            await product.WriteAsync(_fleet.Replicas[0], ProductClient.BodyOf(body), CancellationToken.None);
    }
}
