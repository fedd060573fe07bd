using CacheFleet.Catalog.Api.Http;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Lab;

internal sealed record ExpiryChange(
    string? Family = null, string? Key = null, string? Policy = null, int? InMilliseconds = null,
    string? End = null);

internal sealed record ExpiryReport(bool Existed, DateTimeOffset? ExpiresAt);

internal sealed record FlushChange(string? Policy = null);

internal sealed record FlushReport(long Deleted);

internal sealed record SpoilChange(
    string? Family = null, string? Key = null, string? Policy = null, bool Spoiled = true);

/// <param name="Version">Of the entry, or null if there is none.</param>
/// <param name="Invalidated">The highest version that this replica has heard an invalidation tell of, or null.</param>
/// <param name="LoadMs">How long its load took; what early recomputation counts with.</param>
internal sealed record EntryReport(long? Version, long? Invalidated, long? LoadMs);

/// <summary>Shows entries, and ends them at a chosen instant, or all of a policy at once.</summary>
internal static class EntryEndpoints
{
    public static void MapEntries(this RouteGroupBuilder lab)
    {
        lab.MapGet("/entry", FindAsync);
        lab.MapPost("/expire", ExpireAsync);
        lab.MapPost("/flush", FlushAsync);
        lab.MapPost("/spoil", SpoilAsync);
    }

    private static async Task<ExpiryReport> ExpireAsync(HttpContext context, LabEntries entries)
    {
        var body = await JsonBody.ReadAsync(context, LabJson.Default.ExpiryChange);
        var family = Text(body.Family, "family");
        var key = Text(body.Key, "key");
        var after = TimeSpan.FromMilliseconds(
            JsonBody.Count(body.InMilliseconds, "inMilliseconds"));
        var expiresAt = await GuardAsync(() => entries.ExpireAsync(
            family, key, body.Policy, EndOf(body.End), after, context.RequestAborted));
        return new ExpiryReport(expiresAt is not null, expiresAt);
    }

    private static Task<EntryReport> FindAsync(
        HttpContext context, LabEntries entries, string? family, string? key, string? policy) =>
        GuardAsync(() => entries.FindAsync(
            Text(family, "family"), Text(key, "key"), policy, context.RequestAborted));

    private static async Task<FlushReport> FlushAsync(HttpContext context, LabEntries entries)
    {
        var body = await JsonBody.ReadAsync(context, LabJson.Default.FlushChange);
        var policy = Text(body.Policy, "policy");
        return new FlushReport(
            await GuardAsync(() => entries.FlushAsync(policy, context.RequestAborted)));
    }

    private static async Task<SpoilChange> SpoilAsync(HttpContext context, LabEntries entries)
    {
        var body = await JsonBody.ReadAsync(context, LabJson.Default.SpoilChange);
        var (family, key) = (Text(body.Family, "family"), Text(body.Key, "key"));
        await GuardAsync(async () =>
        {
            await entries.SpoilAsync(
                family, key, body.Policy, body.Spoiled, context.RequestAborted);
            return true;
        });
        return body;
    }

    private static EntryEnd EndOf(string? text) => text switch
    {
        null or "gone" => EntryEnd.Gone,
        "due" => EntryEnd.Due,
        _ => throw ProblemException.BadField("end", $"is '{text}'; it is one of gone, due."),
    };

    private static string Text(string? value, string field) => string.IsNullOrEmpty(value)
        ? throw ProblemException.BadField(field, "is missing.")
        : value;

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw ProblemException.Unavailable("Redis does not answer.");
        }
    }
}
