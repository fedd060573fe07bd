-- A product as its last acknowledged write has it: the row, or what waits in the write-behind buffer. One statement
-- sees one snapshot of both, and a flush moves a change from one to the other in one transaction: nobody reads
-- backwards.
CREATE VIEW {schema}.products_now AS
SELECT p.id,
       coalesce(b.version, p.version) AS version,
       coalesce(b.change ->> 'name', p.name) AS name,
       coalesce((b.change ->> 'category')::int, p.category) AS category,
       coalesce((b.change ->> 'priceCents')::int, p.price_cents) AS price_cents,
       coalesce((b.change ->> 'stock')::int, p.stock) AS stock,
       coalesce(b.buffered_at, p.updated_at) AS updated_at
FROM {schema}.products p
LEFT JOIN {schema}.write_behind b
    ON b.family = 'product' AND b.key = p.id::text AND b.version > p.version;
