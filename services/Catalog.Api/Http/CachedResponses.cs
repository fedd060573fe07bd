using System.Text.Json.Serialization.Metadata;
using CacheFleet.Caching;

namespace CacheFleet.Catalog.Api.Http;

/// <summary>
/// Reads through the cache and writes the answer: headers, 304, 404 or the value.
/// </summary>
internal sealed class CachedResponses(IFleetCache cache, IReadChoice choice)
{
    public async Task WriteAsync<TKey, T>(
        HttpContext context, CacheKey<TKey, T> key, JsonTypeInfo<T> shape)
        where TKey : notnull
    {
        var response = context.Response;
        var chosen = choice.Choose(context, key);
        var floor = VersionFloor.Of(context.Request);
        var answer = floor > 0
            ? await cache.ReadAtLeastAsync(chosen, floor, context.RequestAborted)
            : await cache.ReadAsync(chosen, context.RequestAborted);
        response.Headers[CacheStatus.Header] = CacheStatus.Of(answer);
        if (!answer.IsPresent)
        {
            await NotFound(key).ExecuteAsync(context);
            return;
        }
        if (answer.Version < floor)
            throw VersionFloor.Unmet(answer.Version, floor);
        var tag = EntityTag.Of(answer.Version);
        response.Headers.ETag = tag;
        if (EntityTag.IsKnownTo(context.Request, tag))
            response.StatusCode = StatusCodes.Status304NotModified;
        else
            await WriteAsync(context, answer.Value, shape);
    }

    /// <summary>Answers a change that has been committed, with the row as it is now.</summary>
    public static Task WriteChangedAsync<T>(
        HttpContext context, T row, long version, JsonTypeInfo<T> shape)
    {
        context.Response.Headers.ETag = EntityTag.Of(version);
        return WriteAsync(context, row, shape);
    }

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> shape) =>
        context.Response.WriteAsJsonAsync(
            body, shape, cancellationToken: context.RequestAborted);


    private static IResult NotFound<TKey, T>(CacheKey<TKey, T> key)
        where TKey : notnull => Results.Problem(
            $"There is no {key.Family.Name} '{key.Family.Keys.Write(key.Id)}'.",
            statusCode: StatusCodes.Status404NotFound, title: "Not found");
}
