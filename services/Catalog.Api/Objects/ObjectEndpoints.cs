using CacheFleet.Caching;
using CacheFleet.Catalog.Api.Http;

namespace CacheFleet.Catalog.Api.Objects;

/// <summary>The objects that access traces are replayed against.</summary>
internal static class ObjectEndpoints
{
    private const string Path = "/objects/{type}/{id}/{index}";

    public static void MapObjects(this WebApplication app)
    {
        app.MapGet(Path, GetAsync)
            .WithName("GetObject").WithTags("objects").Produces<CatalogObject>()
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        app.MapPut(Path, PutAsync)
            .WithName("BumpObject").WithTags("objects").Produces<CatalogObject>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Task GetAsync(
        short type, int id, short index, HttpContext context,
        CachedResponses responses, CatalogFamilies families) =>
        responses.WriteAsync(context, families.Object.Key(new ObjectKey(type, id, index)),
            CatalogJson.Default.CatalogObject);

    private static async Task PutAsync(
        short type, int id, short index, HttpContext context, ObjectOrigin origin,
        IFleetCache cache, CatalogFamilies families)
    {
        var key = new ObjectKey(type, id, index);
        var change = await cache.WriteAsync(families.Object.Key(key), async cancellation =>
            await origin.BumpAsync(key, cancellation) is { } row
                ? Committed<CatalogObject>.Of(row, row.Version)
                : null, context.RequestAborted)
            ?? throw ProblemException.NotFound($"object '{type}/{id}/{index}'");
        await CachedResponses.WriteChangedAsync(
            context, change.Row.Value, change.Version, CatalogJson.Default.CatalogObject);
    }
}
