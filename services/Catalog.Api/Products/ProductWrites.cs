using System.Text.Json;
using CacheFleet.Caching;
using CacheFleet.Caching.Storing;
using CacheFleet.Catalog.Api.Behind;
using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Origin;
using CacheFleet.Catalog.Api.Writing;

namespace CacheFleet.Catalog.Api.Products;

/// <summary>Changes products as their policy says: to the row at once, or into a buffer first.</summary>
internal sealed class ProductWrites(
    IFleetCache cache, IReadChoice choice, KeySpaces spaces, CatalogFamilies families,
    ProductOrigin origin, ProductBuffer buffer, MemoryBuffer memory, RowTurns turns)
{
    /// <summary>What only this process's memory has, where the policy is to write from there.</summary>
    public Product? FindUnwritten(HttpContext context, long id) =>
        choice.Choose(context, families.Product.Key(id)).Rules.Writes == WriteStrategy.WriteBehindInMemory
            ? memory.Find(id)
            : null;

    /// <summary>The product as it is now; null if there is none.</summary>
    public async Task<Product?> PutAsync(HttpContext context, long id, ProductValues values)
    {
        var key = choice.Choose(context, families.Product.Key(id));
        var allowed = EntityTag.Allowed(context.Request);
        var terms = TermsOf(context, key, values);
        if (key.Rules.Writes == WriteStrategy.WriteBehindInMemory)
            return await memory.PutAsync(id, values, context.RequestAborted);
        var change = await cache.WriteAsync(key, async cancellation =>
        {
            using var turn = await turns.TakeAsync(id, cancellation);
            var row = key.Rules.Writes == WriteStrategy.WriteBehind
                ? await buffer.PutAsync(id, values, allowed, terms, cancellation)
                : await origin.UpdateAsync(id, values, allowed, terms, cancellation);
            return row is null ? null : Committed<Product>.Of(row, row.Version);
        }, context.RequestAborted);
        return change?.Row.Value;
    }

    /// <summary>The version that the product ended with; null if there is none.</summary>
    public async Task<long?> DeleteAsync(HttpContext context, long id)
    {
        var key = choice.Choose(context, families.Product.Key(id));
        var allowed = EntityTag.Allowed(context.Request);
        var terms = TermsOf(context, key, values: null);
        var change = await cache.WriteAsync(key, async cancellation =>
        {
            using var turn = await turns.TakeAsync(id, cancellation);
            var row = await origin.DeleteAsync(id, allowed, terms, cancellation);
            return row is null ? null : Committed<Product>.Gone(ProductOrigin.EndOf(row));
        }, context.RequestAborted);
        return change?.Version;
    }

    private WriteTerms<Product> TermsOf(
        HttpContext context, CacheKey<long, Product> key, ProductValues? values)
    {
        OnceOnly<Product>? once = null;
        if (IdempotencyHeader.Of(context.Request) is { } name)
        {
            var body = values is null
                ? ""
                : JsonSerializer.Serialize(values, CatalogJson.Default.ProductValues);
            once = new(name, IdempotencyHeader.FingerprintOf(context.Request, body),
                CatalogJson.Default.Product);
        }
        return new WriteTerms<Product>(once, choice.Delay(context, SecondDelete.Of(key, spaces)));
    }
}
