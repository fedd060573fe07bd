using CacheFleet.Caching;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Catalog.Api.Origin;
using Npgsql;

namespace CacheFleet.Catalog.Api.Objects;

/// <summary>The rows of the traces' objects.</summary>
internal sealed class ObjectOrigin(NpgsqlDataSource source, Transactions transactions)
{
    private static readonly ObjectKeyFormat Keys = new();

    private const string One = """
        /* origin:object */
        SELECT version FROM catalog.objects WHERE type = $1 AND id = $2 AND index = $3
        """;

    private const string Bump = """
        UPDATE catalog.objects SET version = version + 1, updated_at = clock_timestamp()
        WHERE type = $1 AND id = $2 AND index = $3
        RETURNING version
        """;

    public async ValueTask<Loaded<CatalogObject>> LoadAsync(
        ObjectKey key, CancellationToken cancellation)
    {
        var row = await source.CreateCommand(One).With(key.Type, key.Id, key.Index)
            .FirstAsync(row => CatalogObject.Of(key, row.GetInt64(0)), cancellation);
        return row is null ? Loaded<CatalogObject>.Absent : Loaded.Of(row, row.Version);
    }

    /// <summary>Gives the object its next version; null if there is none.</summary>
    public Task<CatalogObject?> BumpAsync(ObjectKey key, CancellationToken cancellation) =>
        transactions.CommitAsync(
            (connection, stop) => new NpgsqlCommand(Bump, connection)
                .With(key.Type, key.Id, key.Index)
                .FirstAsync(row => CatalogObject.Of(key, row.GetInt64(0)), stop),
            row => new EntityChanged
            {
                Family = "object",
                Key = Keys.Write(key),
                Version = row.Version,
            },
            cancellation);
}
