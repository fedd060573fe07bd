using CacheFleet.Caching.Postgres.Buffering;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Catalog.Api.Origin;
using CacheFleet.Catalog.Api.Products;
using Npgsql;
using NpgsqlTypes;

namespace CacheFleet.Catalog.Api.Behind;

/// <summary>
/// Moves buffered changes to their rows: out of the buffer, into the rows, with their events, in one transaction.
/// </summary>
/// <remarks>
/// 1. The flush's lease: one process of the fleet at a time.
/// 2. The keys that have waited longest, without a lock.
/// 3. Their rows are locked, in the order of their ids; then what the buffer holds for them is taken. A change that
///    comes in between is taken too, one that comes later waits for the row.
/// 4. Rows and events are written. Whoever dies before the commit has done nothing.
/// </remarks>
internal sealed class ProductFlush(
    NpgsqlDataSource source, WriteBehindBuffer buffer, OutboxWriter outbox, OutboxBell bell,
    OutboxSchema schema)
{
    private const int Batch = 500;

    private const string LockPatience = "SET LOCAL lock_timeout = '2s'";

    private const string Lock =
        "SELECT id FROM catalog.products WHERE id = ANY ($1) ORDER BY id FOR UPDATE";

    private const string Write = $"""
        UPDATE catalog.products AS p
        SET name = w.change ->> 'name', category = (w.change ->> 'category')::int,
            price_cents = (w.change ->> 'priceCents')::int, stock = (w.change ->> 'stock')::int,
            version = greatest(p.version + 1, w.version), updated_at = w.at
        FROM unnest($1, $2, $3, $4) AS w (id, version, change, at)
        WHERE p.id = w.id
        RETURNING p.id, p.version
        """;

    /// <summary>Writes one batch.</summary>
    /// <returns>The changes that were moved; none if there are none, or another process flushes.</returns>
    public async Task<IReadOnlyList<BufferedChange>> FlushAsync(CancellationToken cancellation)
    {
        if (await buffer.CountAsync(source, cancellation) == 0)
            return [];
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await FlushLease.TryTakeAsync(connection, schema, buffer.Family, cancellation))
            return [];
        var keys = await buffer.OldestAsync(connection, Batch, cancellation);
        await LockAsync(connection, keys, cancellation);
        var changes = await buffer.TakeAsync(connection, keys, cancellation);
        var written = await WriteAsync(connection, changes, cancellation);
        foreach (var (id, version) in written)
            await outbox.WriteAsync(connection, transaction, ProductOrigin.Changed(id, version), cancellation);
        await transaction.CommitAsync(cancellation);
        bell.Ring();
        return changes;
    }

    /// <summary>Writes changes to their rows, in the transaction that has locked these.</summary>
    public static Task<List<(long Id, long Version)>> WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<BufferedChange> changes, CancellationToken cancellation)
    {
        var write = new NpgsqlCommand(Write, connection).With(
            changes.Select(c => long.Parse(c.Key)).ToArray(),
            changes.Select(c => c.Version).ToArray());
        write.Parameters.Add(new()
        {
            Value = changes.Select(c => c.Change).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
        });
        write.Parameters.Add(new() { Value = changes.Select(c => c.At.UtcDateTime).ToArray() });
        return write.AllAsync(row => (row.GetInt64(0), row.GetInt64(1)), cancellation);
    }

    private static async Task LockAsync(
        NpgsqlConnection connection, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        await using (var patience = new NpgsqlCommand(LockPatience, connection))
            await patience.ExecuteNonQueryAsync(cancellation);
        await using var take = new NpgsqlCommand(Lock, connection).With(keys.Select(long.Parse).ToArray());
        await take.ExecuteNonQueryAsync(cancellation);
    }
}
