using CacheFleet.Caching.Postgres.Buffering;
using CacheFleet.Catalog.Api.Behind;
using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Origin;
using Npgsql;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>A product's row as it lies in its table, whatever waits in a buffer.</summary>
internal sealed record RowReport(long Version, int PriceCents);

/// <param name="Durable">Keys that wait in the durable buffer, fleet-wide.</param>
/// <param name="Memory">Keys that wait in this process's memory.</param>
internal sealed record BufferReport(long Durable, int Memory);

/// <summary>Shows what of the writes has arrived where.</summary>
internal static class WriteEndpoints
{
    private const string Row = "SELECT version, price_cents FROM catalog.products WHERE id = $1";

    public static void MapWrites(this RouteGroupBuilder lab)
    {
        lab.MapGet("/rows/product/{id}", RowAsync);
        lab.MapGet("/write-behind", async (
            WriteBehindBuffer buffer, MemoryBuffer memory, NpgsqlDataSource source,
            CancellationToken cancellation) =>
            new BufferReport(await buffer.CountAsync(source, cancellation), memory.Count));
        lab.MapPost("/understudies", async (Understudies understudies, CancellationToken cancellation) =>
            await understudies.StartAsync(cancellation));
    }

    private static async Task<RowReport> RowAsync(
        long id, NpgsqlDataSource source, CancellationToken cancellation) =>
        await source.CreateCommand(Row).With(id).FirstAsync(
            row => new RowReport(row.GetInt64(0), row.GetInt32(1)), cancellation)
        ?? throw ProblemException.NotFound($"product '{id}'");
}
