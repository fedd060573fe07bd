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
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        products.MapDelete("/{id}", DeleteAsync)
            .WithName("DeleteProduct").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static Task GetAsync(
        long id, HttpContext context, CachedResponses responses, CatalogFamilies families,
        ProductWrites writes) =>
        writes.FindUnwritten(context, id) is { } unwritten
            ? CachedResponses.WriteChangedAsync(
                context, unwritten, unwritten.Version, CatalogJson.Default.Product)
            : responses.WriteAsync(context, families.Product.Key(id), CatalogJson.Default.Product);

    private static async Task<IResult> ListAsync(
        int? category, string? sort, int? page, int? size,
        ProductOrigin origin, CancellationToken cancellation)
    {
        var query = new ProductQuery(category, sort, page, size);
        var items = await origin.ListAsync(query, cancellation);
        return Results.Json(
            new ProductPage(items, query.Page, query.Size), CatalogJson.Default.ProductPage);
    }

    private static async Task PutAsync(long id, HttpContext context, ProductWrites writes)
    {
        var body = await JsonBody.ReadAsync(context, CatalogJson.Default.ProductChange);
        var row = await writes.PutAsync(context, id, body.Checked())
            ?? throw ProblemException.NotFound($"product '{id}'");
        await CachedResponses.WriteChangedAsync(
            context, row, row.Version, CatalogJson.Default.Product);
    }

    private static async Task<IResult> DeleteAsync(long id, HttpContext context, ProductWrites writes)
    {
        var end = await writes.DeleteAsync(context, id)
            ?? throw ProblemException.NotFound($"product '{id}'");
        context.Response.Headers.ETag = EntityTag.Of(end);
        return Results.NoContent();
    }
}
