namespace CacheFleet.Catalog.Migrations.Seeding;

/// <summary>
/// The rows of the lab's catalogue: the same ones on every machine and at every start, since
/// "chance" is arithmetic on the row's number (Knuth's multiplicative hashing, modulo 2^32).
/// </summary>
internal static class Seeds
{
    private const string Products = """
        INSERT INTO catalog.products (id, name, category, price_cents, stock, version, updated_at)
        SELECT id,
               (ARRAY['Amber', 'Birch', 'Cobalt', 'Dune', 'Ember', 'Fjord', 'Granite', 'Harbour'])
                   [1 + (id * 2654435761 % 4294967296) % 8]
               || ' ' ||
               (ARRAY['chair', 'desk', 'kettle', 'lamp', 'mug', 'rug', 'shelf', 'stool', 'table',
                      'vase'])
                   [1 + (id * 40503 % 65536) % 10]
               || ' ' || id,
               1 + (id * 2246822519 % 4294967296) % 50,
               199 + (id * 3266489917 % 4294967296) % 49800,
               (id * 668265263 % 4294967296) % 1000,
               1,
               timestamptz '2026-01-01 00:00:00+00'
        FROM generate_series(1, $1::bigint) AS id
        WHERE $2 > 0
        """;

    // exp(u * ln N) with u even over [0, 1) falls on rank r with a probability like 1/r: a few
    // products are most of the sales. The multiplication by 7919 scatters the ranks over the ids.
    private const string OrderLines = """
        INSERT INTO catalog.order_lines (id, product_id, quantity, price_cents, ordered_at)
        SELECT id,
               1 + floor(exp(
                   (id * 2654435761 % 4294967296) / 4294967296.0::float8 * ln($2::float8)
               ))::bigint * 7919 % $2,
               1 + (id * 2246822519 % 4294967296) % 5,
               199 + (id * 3266489917 % 4294967296) % 49800,
               timestamptz '2025-01-01 00:00:00+00' + interval '365 days' * (id::float8 / $1)
        FROM generate_series(1, $1::bigint) AS id
        """;

    // Covers the rankings query: a range of days out of it is read without touching the table.
    private const string OrderLinesByDay = """
        CREATE INDEX IF NOT EXISTS order_lines_by_day
        ON catalog.order_lines (ordered_at) INCLUDE (product_id, quantity, price_cents)
        """;

    private const string Objects = """
        INSERT INTO catalog.objects (type, id, index, version, updated_at)
        SELECT 0, id - 1, 0, 1, timestamptz '2026-01-01 00:00:00+00'
        FROM generate_series(1, $1) AS id
        WHERE $2 > 0
        """;

    private const string Flags = """
        INSERT INTO catalog.flags (name, enabled, version, updated_at)
        SELECT 'flag-' || lpad(id::text, 2, '0'), id % 2 = 0, 1,
               timestamptz '2026-01-01 00:00:00+00'
        FROM generate_series(1, $1) AS id
        WHERE $2 > 0
        """;

    private const int FlagCount = 20;

    public static IReadOnlyList<Seed> Of(SeedSize size) =>
    [
        new("products", Products, size.Products, size.Products),
        new("order_lines", OrderLines, size.OrderLines, size.Products, OrderLinesByDay),
        new("objects", Objects, size.Objects, size.Products),
        new("flags", Flags, FlagCount, size.Products),
    ];
}
