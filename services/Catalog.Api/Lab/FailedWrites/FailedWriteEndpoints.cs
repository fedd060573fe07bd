using CacheFleet.Catalog.Api.Http;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Lab.FailedWrites;

/// <param name="Price">What is read.</param>
/// <param name="Row">What the row has; told for the judge, nobody else would know.</param>
/// <param name="Waiting">Products whose acknowledged price this process has not written yet.</param>
internal sealed record PriceReport(int Price, int Row, int Waiting);

internal sealed record PriceChange(int? Price = null);

/// <summary>E3: four ways of a write whose database part fails, each over its own entries.</summary>
/// <remarks>The fifth, the database first, is how products are written.</remarks>
internal static class FailedWriteEndpoints
{
    public static void MapFailedWrites(this RouteGroupBuilder lab)
    {
        lab.MapGet("/failed-writes/{way}/{id}", ReadAsync);
        lab.MapPut("/failed-writes/{way}/{id}", WriteAsync);
        lab.MapDelete("/failed-writes/{way}/{id}", async (
            string way, long id, IConnectionMultiplexer redis) => await new CachedState(redis, way).DropAsync(id));
    }

    private static async Task<PriceReport> ReadAsync(
        string way, long id, PriceRow row, ReplayBuffer buffer, IConnectionMultiplexer redis,
        CancellationToken cancellation)
    {
        var cache = new CachedState(redis, way);
        var price = await cache.FindAsync(id);
        var stored = await row.ReadAsync(id, cancellation);
        if (price is null)
            await cache.FillAsync(id, stored);
        return new PriceReport(price ?? stored, stored, buffer.Count);
    }

    private static async Task<IResult> WriteAsync(
        string way, long id, HttpContext context, PriceRow row, ReplayBuffer buffer,
        IConnectionMultiplexer redis)
    {
        HeaderChoice.ApplyFault(context.Request.Headers);
        var change = await JsonBody.ReadAsync(context, LabJson.Default.PriceChange);
        var price = JsonBody.Count(change.Price, "price");
        var cache = new CachedState(redis, way);
        IFailedWrite chosen = way switch
        {
            "rollback" => new CacheThenRollback(cache, row),
            "resync" => new CacheThenResync(cache, row),
            "replay" => new CacheThenReplay(cache, row, buffer),
            "parallel" => new BothThenRollback(cache, row),
            _ => throw ProblemException.BadField(
                "way", $"is '{way}'; it is one of rollback, resync, replay, parallel."),
        };
        await chosen.WriteAsync(id, price, context.RequestAborted);
        return Results.NoContent();
    }
}
