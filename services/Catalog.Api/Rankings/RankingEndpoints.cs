using CacheFleet.Catalog.Api.Http;

namespace CacheFleet.Catalog.Api.Rankings;

/// <summary>The hot key.</summary>
internal static class RankingEndpoints
{
    public static void MapRankings(this WebApplication app) =>
        app.MapGet("/rankings/bestsellers", GetAsync)
            .WithName("GetBestsellers").WithTags("rankings").Produces<Bestsellers>()
            .Produces(StatusCodes.Status304NotModified);

    private static Task GetAsync(
        HttpContext context, CachedResponses responses, CatalogFamilies families) =>
        responses.WriteAsync(context, families.Bestsellers.Key(RankingOrigin.OnlyKey),
            CatalogJson.Default.Bestsellers);
}
