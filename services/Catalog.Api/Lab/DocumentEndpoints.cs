using CacheFleet.Caching.Redis.Versions;
using CacheFleet.Catalog.Api.Http;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Lab;

/// <param name="Version">Grows with every write.</param>
/// <param name="Parts">How many, each of <paramref name="PartBytes"/>.</param>
/// <param name="PartBytes">The weight of a part.</param>
/// <param name="InPlace">Overwrites the parts one by one: the control.</param>
/// <param name="MostVersions">How many versions there may be at once.</param>
/// <param name="LongestReadMs">How long a superseded one stays.</param>
internal sealed record DocumentChange(
    long Version = 0, int Parts = 20, int PartBytes = 1_000, bool InPlace = false, int MostVersions = 8,
    int LongestReadMs = 1_000);

internal sealed record DocumentReport(int Versions);

/// <summary>Values that take long to read, written meanwhile.</summary>
internal static class DocumentEndpoints
{
    private const int MostParts = 1_000;
    private const int MostPartBytes = 100_000;

    public static void MapDocuments(this RouteGroupBuilder lab)
    {
        lab.MapPut("/documents/{name}", WriteAsync);
        lab.MapGet("/documents/{name}", ReadAsync);
        lab.MapGet("/documents/{name}/versions", async (string name, LabDocuments documents) =>
            new DocumentReport(await documents.CountAsync(name)));
    }

    private static async Task<IResult> WriteAsync(
        string name, HttpContext context, LabDocuments documents)
    {
        var change = await JsonBody.ReadAsync(context, LabJson.Default.DocumentChange);
        if (change.Version < 1)
            throw ProblemException.BadField("version", "is at least 1.");
        if (change.Parts is < 1 or > MostParts)
            throw ProblemException.BadField("parts", $"is between 1 and {MostParts}.");
        if (change.PartBytes is < 0 or > MostPartBytes)
            throw ProblemException.BadField("partBytes", $"is between 0 and {MostPartBytes}.");
        if (change.MostVersions is < 1 or > MostParts || change.LongestReadMs is < 1 or > 600_000)
            throw ProblemException.BadField("mostVersions", "or longestReadMs is out of range.");
        await documents.WriteAsync(name, change, context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task ReadAsync(
        string name, HttpContext context, LabDocuments documents, bool? inPlace, int? pauseMs)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Clamp(pauseMs ?? 0, 0, 10_000));
        try
        {
            await foreach (var part in documents.ReadAsync(
                name, inPlace ?? false, pause, context.RequestAborted))
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
            }
        }
        catch (Exception e) when (e is VersionGoneException or RedisException)
        {
            // The answer has begun: an end that is no proper one is all that can still be said.
            context.Abort();
        }
    }
}
