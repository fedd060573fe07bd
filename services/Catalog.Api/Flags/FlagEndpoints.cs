using CacheFleet.Caching;
using CacheFleet.Catalog.Api.Http;

namespace CacheFleet.Catalog.Api.Flags;

/// <summary>Feature flags: read all the time, switched seldom.</summary>
internal static class FlagEndpoints
{
    public static void MapFlags(this WebApplication app)
    {
        var flags = app.MapGroup("/flags").WithTags("flags");
        flags.MapGet("/{name}", GetAsync)
            .WithName("GetFlag").Produces<Flag>()
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        flags.MapPut("/{name}", PutAsync)
            .WithName("SwitchFlag").Accepts<FlagChange>("application/json").Produces<Flag>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Task GetAsync(
        string name, HttpContext context, CachedResponses responses, CatalogFamilies families) =>
        responses.WriteAsync(context, KeyOf(families, name), CatalogJson.Default.Flag);

    private static async Task PutAsync(
        string name, HttpContext context, FlagOrigin origin, IFleetCache cache,
        CatalogFamilies families)
    {
        var key = KeyOf(families, name);
        var body = await JsonBody.ReadAsync(context, CatalogJson.Default.FlagChange);
        var enabled = JsonBody.Required(body.Enabled, "enabled");
        var change = await cache.WriteAsync(key, async cancellation =>
            await origin.SwitchAsync(name, enabled, cancellation) is { } row
                ? Committed<Flag>.Of(row, row.Version)
                : null, context.RequestAborted)
            ?? throw ProblemException.NotFound($"flag '{name}'");
        await CachedResponses.WriteChangedAsync(
            context, change.Row.Value, change.Version, CatalogJson.Default.Flag);
    }

    private static CacheKey<string, Flag> KeyOf(CatalogFamilies families, string name)
    {
        try
        {
            return families.Flag.Key(name);
        }
        catch (ArgumentException)
        {
            throw ProblemException.BadField("name", "holds blanks, braces or controls.");
        }
    }
}
