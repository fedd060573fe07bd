using System.Globalization;
using CacheFleet.Caching;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Origin;
using Npgsql;

namespace CacheFleet.Catalog.Api.Products;

/// <summary>The products' rows.</summary>
internal sealed class ProductOrigin(NpgsqlDataSource source, Transactions transactions)
{
    private const string Columns = "id, version, name, category, price_cents, stock, updated_at";

    private const string One = $"""
        /* origin:product */
        SELECT {Columns} FROM catalog.products WHERE id = $1
        """;

    private const string Version = "SELECT version FROM catalog.products WHERE id = $1";

    private const string Update = $"""
        UPDATE catalog.products
        SET name = $2, category = $3, price_cents = $4, stock = $5,
            version = version + 1, updated_at = clock_timestamp()
        WHERE id = $1 AND ($6 OR version = $7)
        RETURNING {Columns}
        """;

    private const string Delete = $"""
        DELETE FROM catalog.products WHERE id = $1 AND ($2 OR version = $3)
        RETURNING {Columns}
        """;

    public async ValueTask<Loaded<Product>> LoadAsync(long id, CancellationToken cancellation)
    {
        var row = await source.CreateCommand(One).With(id).FirstAsync(Read, cancellation);
        return row is null ? Loaded<Product>.Absent : Loaded.Of(row, row.Version);
    }

    public Task<Product?> UpdateAsync(
        long id, ProductValues values, IReadOnlyCollection<long>? allowed,
        CancellationToken stop) =>
        transactions.CommitAsync(
            (connection, cancellation) => ChangeAsync(connection, id, allowed, seen =>
                new NpgsqlCommand(Update, connection).With(
                    id, values.Name, values.Category, values.PriceCents, values.Stock,
                    seen is null, seen ?? 0), cancellation),
            row => Changed(row, row.Version), stop);

    /// <summary>A row takes its version with it: its end counts as the next one.</summary>
    public static long EndOf(Product row) => row.Version + 1;

    public Task<Product?> DeleteAsync(
        long id, IReadOnlyCollection<long>? allowed, CancellationToken stop) =>
        transactions.CommitAsync(
            (connection, cancellation) => ChangeAsync(connection, id, allowed, seen =>
                new NpgsqlCommand(Delete, connection).With(id, seen is null, seen ?? 0),
                cancellation),
            row => Changed(row, EndOf(row)) with { Deleted = true }, stop);

    public Task<List<Product>> ListAsync(ProductQuery query, CancellationToken cancellation) =>
        source.CreateCommand($"""
            /* origin:products */
            SELECT {Columns} FROM catalog.products
            WHERE $1 < 0 OR category = $1
            ORDER BY {query.OrderBy} LIMIT $2 OFFSET $3
            """).With(query.Category ?? -1, query.Size, query.Offset).AllAsync(Read, cancellation);

    /// <summary>Changes a row whose version the client may have named.</summary>
    /// <remarks>
    /// Its version is looked at first: if it is none of the allowed, the client's condition failed
    /// (412). If it was right and is another one when the row is changed, somebody came between
    /// (409).
    /// </remarks>
    private static async Task<Product?> ChangeAsync(
        NpgsqlConnection connection, long id, IReadOnlyCollection<long>? allowed,
        Func<long?, NpgsqlCommand> change, CancellationToken cancellation)
    {
        if (allowed is null)
            return await change(null).FirstAsync(Read, cancellation);
        await using var look = new NpgsqlCommand(Version, connection).With(id);
        if (await look.ExecuteScalarAsync(cancellation) is not long seen)
            return null;
        if (!allowed.Contains(seen))
        {
            throw ProblemException.Precondition(
                $"Product '{id}' has version {EntityTag.Of(seen)}, which If-Match does not name.");
        }
        return await change(seen).FirstAsync(Read, cancellation)
            ?? throw ProblemException.Conflict(
                $"Product '{id}' was changed by somebody else just now.");
    }

    private static EntityChanged Changed(Product row, long version) => new()
    {
        Family = "product",
        Key = row.Id.ToString(CultureInfo.InvariantCulture),
        Version = version,
    };

    private static Product Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4),
        row.GetInt32(5), row.GetFieldValue<DateTimeOffset>(6));
}
