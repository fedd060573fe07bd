using System.Collections.Concurrent;
using System.Text.Json;
using CacheFleet.Caching.Postgres.Buffering;
using CacheFleet.Catalog.Api.Products;

namespace CacheFleet.Catalog.Api.Behind;

/// <summary>
/// The counter-example: writes of products that are acknowledged once they lie in this process's memory.
/// </summary>
/// <remarks>
/// Fast, and lost when the process dies; other processes do not see them before they are flushed. Only a lab has it.
/// </remarks>
internal sealed class MemoryBuffer(ProductOrigin origin, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, Product> _buffered = new();

    public int Count => _buffered.Count;

    public Product? Find(long id) => _buffered.GetValueOrDefault(id);

    /// <summary>The product as this process has it from now on; null if there is none.</summary>
    public async Task<Product?> PutAsync(long id, ProductValues values, CancellationToken cancellation)
    {
        var before = Find(id)?.Version;
        if (before is null)
        {
            var row = await origin.LoadAsync(id, cancellation);
            if (!row.IsPresent)
                return null;
            before = row.Version;
        }
        return _buffered.AddOrUpdate(id,
            _ => Next(before.Value),
            (_, buffered) => Next(Math.Max(buffered.Version, before.Value)));

        Product Next(long version) => new(id, version + 1, values.Name, values.Category,
            values.PriceCents, values.Stock, clock.GetUtcNow());
    }

    /// <summary>What is to be written, as the durable buffer would tell it.</summary>
    public IReadOnlyList<BufferedChange> Pending() => [.. _buffered.Values.Select(product =>
        new BufferedChange(ProductOrigin.KeyOf(product.Id), product.Version,
            JsonSerializer.Serialize(
                new ProductValues(product.Name, product.Category, product.PriceCents, product.Stock),
                CatalogJson.Default.ProductValues),
            Writes: 1, product.UpdatedAt))];

    /// <summary>Forgets what has been written, unless it has been written over since.</summary>
    public void Forget(IReadOnlyList<BufferedChange> written)
    {
        foreach (var change in written)
        {
            if (Find(long.Parse(change.Key)) is { } product && product.Version == change.Version)
                _buffered.TryRemove(KeyValuePair.Create(product.Id, product));
        }
    }
}
