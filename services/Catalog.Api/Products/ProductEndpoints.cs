using CacheFleet.Caching;
using CacheFleet.Catalog.Api.Http;

namespace CacheFleet.Catalog.Api.Products;

/// <summary>Products: read through the cache, written to the database first.</summary>
internal static class ProductEndpoints
{
    public static void MapProducts(this WebApplication app)
    {
        var products = app.MapGroup("/products").WithTags("products");
        products.MapGet("/{id}", GetAsync)
            .WithName("GetProduct").Produces<Product>()
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        products.MapGet("", ListAsync)
            .WithName("ListProducts").Produces<ProductPage>()
            .ProducesValidationProblem();
        products.MapPut("/{id}", PutAsync)
            .WithName("PutProduct").Accepts<ProductChange>("application/json").Produces<Product>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        products.MapDelete("/{id}", DeleteAsync)
            .WithName("DeleteProduct").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static Task GetAsync(
        long id, HttpContext context, CachedResponses responses, CatalogFamilies families) =>
        responses.WriteAsync(context, families.Product.Key(id), CatalogJson.Default.Product);

    private static async Task<IResult> ListAsync(
        int? category, string? sort, int? page, int? size,
        ProductOrigin origin, CancellationToken cancellation)
    {
        var query = new ProductQuery(category, sort, page, size);
        var items = await origin.ListAsync(query, cancellation);
        return Results.Json(
            new ProductPage(items, query.Page, query.Size), CatalogJson.Default.ProductPage);
    }

    private static async Task PutAsync(
        long id, HttpContext context, ProductOrigin origin, IFleetCache cache,
        CatalogFamilies families)
    {
        var body = await JsonBody.ReadAsync(context, CatalogJson.Default.ProductChange);
        var row = await origin.UpdateAsync(id, body.Checked(),
            EntityTag.Allowed(context.Request), context.RequestAborted)
            ?? throw ProblemException.NotFound($"product '{id}'");
        // Committed: the client's leaving must not keep the old value alive. If Redis is dark, the
        // event and the time to live make it right later.
        await cache.InvalidateAsync(
            families.Product.Key(id), row.Version, CancellationToken.None);
        await CachedResponses.WriteChangedAsync(
            context, row, row.Version, CatalogJson.Default.Product);
    }

    private static async Task<IResult> DeleteAsync(
        long id, HttpContext context, ProductOrigin origin, IFleetCache cache,
        CatalogFamilies families)
    {
        var row = await origin.DeleteAsync(
            id, EntityTag.Allowed(context.Request), context.RequestAborted)
            ?? throw ProblemException.NotFound($"product '{id}'");
        var end = ProductOrigin.EndOf(row);
        await cache.InvalidateAsync(families.Product.Key(id), end, CancellationToken.None);
        context.Response.Headers.ETag = EntityTag.Of(end);
        return Results.NoContent();
    }
}
