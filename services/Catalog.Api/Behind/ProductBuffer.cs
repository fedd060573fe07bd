using System.Text.Json;
using CacheFleet.Caching.Postgres.Buffering;
using CacheFleet.Catalog.Api.Origin;
using CacheFleet.Catalog.Api.Products;
using CacheFleet.Catalog.Api.Writing;

namespace CacheFleet.Catalog.Api.Behind;

/// <summary>Writes of products that are acknowledged once they lie in the durable buffer.</summary>
internal sealed class ProductBuffer(WriteBehindBuffer buffer, Transactions transactions)
{
    /// <summary>The product as it will be, and as every read has it from now on; null if there is none.</summary>
    /// <exception cref="BufferFullException">There is no room for one more key.</exception>
    public Task<Product?> PutAsync(
        long id, ProductValues values, IReadOnlyCollection<long>? allowed, WriteTerms<Product> terms,
        CancellationToken cancellation) =>
        transactions.CommitAsync(async (connection, stop) =>
        {
            if (await ProductLock.TakeAsync(connection, id, stop) is not { } rowVersion)
                return null;
            return await ProductLock.ChangeAsync<Product>(connection, id, allowed, async () =>
            {
                var change = JsonSerializer.Serialize(values, CatalogJson.Default.ProductValues);
                var buffered = await buffer.PutAsync(
                    connection, ProductOrigin.KeyOf(id), rowVersion, change, stop);
                return new Product(id, buffered.Version, values.Name, values.Category,
                    values.PriceCents, values.Stock, buffered.At);
            }, stop);
        }, describe: static _ => null, terms, cancellation);
}
