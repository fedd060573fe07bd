using CacheFleet.Caching;
using CacheFleet.Catalog.Api.Origin;
using Npgsql;

namespace CacheFleet.Catalog.Api.Rankings;

/// <summary>The expensive query behind the hot key.</summary>
internal sealed class RankingOrigin(NpgsqlDataSource source)
{
    public const string OnlyKey = "all";

    // The lab's delay stands for a slower origin and is waited for inside the statement, so that
    // the
    // database itself counts and times it. MATERIALIZED: once, not once a row.
    private const string Statement = """
        /* origin:bestsellers */
        WITH slower AS MATERIALIZED (
            SELECT pg_sleep(origin_delay_ms / 1000.0) FROM catalog.lab_settings),
        sold AS (
            SELECT product_id, sum(quantity) AS units, sum(quantity * price_cents) AS revenue
            FROM catalog.order_lines
            WHERE ordered_at >
                (SELECT max(ordered_at) FROM catalog.order_lines) - interval '30 days'
            GROUP BY product_id
            ORDER BY units DESC, product_id
            LIMIT 20)
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
               s.product_id, p.name, p.category, s.units, s.revenue
        FROM sold s
        JOIN catalog.products p ON p.id = s.product_id
        WHERE (SELECT count(*) FROM slower) >= 0
        ORDER BY s.units DESC, s.product_id
        """;

    public async ValueTask<Loaded<Bestsellers>> LoadAsync(
        string key, CancellationToken cancellation)
    {
        long version = 0;
        var items = await source.CreateCommand(Statement).AllAsync(row =>
        {
            version = row.GetInt64(0);
            return new Bestseller(row.GetInt64(1), row.GetString(2), row.GetInt32(3),
                row.GetInt64(4), row.GetInt64(5));
        }, cancellation);
        return Loaded.Of(new Bestsellers(version, items), version);
    }
}
