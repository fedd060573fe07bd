using System.Globalization;
using CacheFleet.Caching;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Catalog.Api.Origin;
using CacheFleet.Catalog.Api.Writing;
using Npgsql;

namespace CacheFleet.Catalog.Api.Products;

/// <summary>The products' rows.</summary>
internal sealed class ProductOrigin(NpgsqlDataSource source, Transactions transactions)
{
    public const string Columns = "id, version, name, category, price_cents, stock, updated_at";

    private const string One = $"""
        /* origin:product */
        SELECT {Columns} FROM catalog.products_now WHERE id = $1
        """;

    // What waits in the buffer is older than this change, and superseded by it.
    private const string Superseded = """
        WITH superseded AS (
            DELETE FROM catalog.write_behind WHERE family = 'product' AND key = $2 RETURNING version)
        """;

    private const string Newest =
        "greatest(version, coalesce((SELECT superseded.version FROM superseded), 0))";

    private const string Update = $"""
        {Superseded}
        UPDATE catalog.products
        SET name = $3, category = $4, price_cents = $5, stock = $6,
            version = {Newest} + 1, updated_at = clock_timestamp()
        WHERE id = $1 RETURNING {Columns}
        """;

    private const string Delete = $"""
        {Superseded}
        DELETE FROM catalog.products WHERE id = $1
        RETURNING id, {Newest}, name, category, price_cents, stock, updated_at
        """;

    public async ValueTask<Loaded<Product>> LoadAsync(long id, CancellationToken cancellation)
    {
        var row = await source.CreateCommand(One).With(id).FirstAsync(Read, cancellation);
        return row is null ? Loaded<Product>.Absent : Loaded.Of(row, row.Version);
    }

    public Task<Product?> UpdateAsync(
        long id, ProductValues values, IReadOnlyCollection<long>? allowed,
        WriteTerms<Product> terms, CancellationToken stop) =>
        transactions.CommitAsync(
            (connection, cancellation) => ProductLock.ChangeAsync(connection, id, allowed, () =>
                new NpgsqlCommand(Update, connection).With(
                    id, KeyOf(id), values.Name, values.Category, values.PriceCents, values.Stock)
                .FirstAsync(Read, cancellation), cancellation),
            row => Changed(row.Id, row.Version), terms, stop);

    /// <summary>A row takes its version with it: its end counts as the next one.</summary>
    public static long EndOf(Product row) => row.Version + 1;

    public Task<Product?> DeleteAsync(
        long id, IReadOnlyCollection<long>? allowed, WriteTerms<Product> terms,
        CancellationToken stop) =>
        transactions.CommitAsync(
            (connection, cancellation) => ProductLock.ChangeAsync(connection, id, allowed, () =>
                new NpgsqlCommand(Delete, connection).With(id, KeyOf(id))
                .FirstAsync(Read, cancellation), cancellation),
            row => Changed(row.Id, EndOf(row)) with { Deleted = true }, terms, stop);

    public Task<List<Product>> ListAsync(ProductQuery query, CancellationToken cancellation) =>
        source.CreateCommand($"""
            /* origin:products */
            SELECT {Columns} FROM catalog.products_now
            WHERE $1 < 0 OR category = $1
            ORDER BY {query.OrderBy} LIMIT $2 OFFSET $3
            """).With(query.Category ?? -1, query.Size, query.Offset).AllAsync(Read, cancellation);

    public static string KeyOf(long id) => id.ToString(CultureInfo.InvariantCulture);

    public static EntityChanged Changed(long id, long version) => new()
    {
        Family = "product",
        Key = KeyOf(id),
        Version = version,
    };

    public static Product Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4),
        row.GetInt32(5), row.GetFieldValue<DateTimeOffset>(6));
}
