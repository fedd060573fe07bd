using CacheFleet.Caching;
using CacheFleet.Catalog.Api.Http;

namespace CacheFleet.Catalog.Api.Feed;

/// <param name="Entries">Entries as events name them, such as <c>product:42</c>.</param>
internal sealed record MemoryQuestion(IReadOnlyList<string>? Entries = null);

/// <param name="Versions">Of each entry that memory holds, the oldest version that it would answer.</param>
internal sealed record MemoryReport(IReadOnlyDictionary<string, long> Versions);

/// <summary>
/// Tells the consistency observer what this replica's memory holds; asks nobody behind it.
/// </summary>
internal static class MemoryEndpoints
{
    private const int MostEntries = 5_000;

    public static void MapMemory(this WebApplication app) =>
        app.MapPost("/memory", ReportAsync).WithTags("memory")
            .Accepts<MemoryQuestion>("application/json").Produces<MemoryReport>().ProducesValidationProblem();

    private static async Task<IResult> ReportAsync(HttpContext context, INearContents memory)
    {
        var asked = await JsonBody.ReadAsync(context, CatalogJson.Default.MemoryQuestion);
        var entries = asked.Entries ?? throw ProblemException.BadField("entries", "is missing.");
        if (entries.Count > MostEntries)
            throw ProblemException.BadField("entries", $"has {entries.Count}; it has at most {MostEntries}.");
        var versions = new Dictionary<string, long>();
        foreach (var entry in entries)
        {
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1)
            {
                throw ProblemException.BadField(
                    "entries", $"holds '{entry}'; it is a family and a key, as 'product:42'.");
            }

            var held = memory.VersionsOf(entry[..colon], entry[(colon + 1)..]).ToList();
            if (held.Count > 0)
                versions[entry] = held.Min();
        }

        return Results.Json(new MemoryReport(versions), CatalogJson.Default.MemoryReport);
    }
}
