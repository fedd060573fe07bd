using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Catalog.Api.Origin;
using Npgsql;

namespace CacheFleet.Catalog.Api.Lab;

/// <param name="Versions">That the products have now, in the order of their ids.</param>
internal sealed record BulkReport(long Events, IReadOnlyList<long> Versions);

/// <summary>
/// The log of changes as the lab sees it: what is in the outbox, and ways to fill it.
/// </summary>
internal sealed class LabLog(NpgsqlDataSource source, OutboxBell bell)
{
    private const int LongestSeconds = 300;

    // As an import past the API would: rows and events in one transaction, and nobody deletes
    // anything.
    private const string Change = """
        WITH raised AS (
            UPDATE catalog.products SET version = version + $3, updated_at = clock_timestamp()
            WHERE id >= $1 AND id < $1 + $2 RETURNING id, version - $3 AS base)
        INSERT INTO catalog.outbox (family, key, version, kind)
        SELECT 'product', id::text, base + step, 'changed'
        FROM generate_series(1, $3) AS step CROSS JOIN raised ORDER BY step
        """;

    // A family that no program has: what a producer leaves that was deployed before its consumers.
    private const string Poison = """
        INSERT INTO catalog.outbox (family, key, version, kind)
        SELECT 'nobody', n::text, 1, 'changed' FROM generate_series(1, $1) AS n
        """;

    // What a redelivery, a replay or a producer in doubt tells once more: each product's newest event
    // and the one before it.
    private const string Echo = """
        INSERT INTO catalog.outbox (family, key, version, kind)
        SELECT 'product', id::text, greatest(version - back, 1), 'changed'
        FROM catalog.products CROSS JOIN generate_series(0, 1) AS back
        WHERE id >= $1 AND id < $1 + $2 ORDER BY back
        """;

    private const string Versions = "SELECT version FROM catalog.products WHERE id >= $1 AND id < $1 + $2 ORDER BY id";

    // Whose session holds the relay's advisory lock; a lock's key is split into two columns.
    private const string Relay = """
        SELECT pid FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND objsubid = 1
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (classid::bigint << 32) | objid::bigint = hashtextextended($1, 0)
        """;

    // The name of the relay's cursor, which the worker declares.
    private readonly OutboxBacklog _backlog = new(source, new OutboxSchema("catalog"), "kafka");

    public Task<long> PendingAsync(CancellationToken cancellation) => _backlog.CountAsync(cancellation);

    public async Task<int?> RelayAsync(CancellationToken cancellation)
    {
        var holders = await source.CreateCommand(Relay).With("cachefleet.relay:catalog:kafka")
            .AllAsync(row => row.GetInt32(0), cancellation);
        return holders is [var holder, ..] ? holder : null;
    }

    /// <summary>Changes so many products so often, in one transaction past the cache.</summary>
    public async Task<BulkReport> ChangeAsync(
        long first, int products, int times, CancellationToken cancellation)
    {
        await using var change = source.CreateCommand(Change).With(first, (long)products, (long)times);
        change.CommandTimeout = LongestSeconds;
        var events = await change.ExecuteNonQueryAsync(cancellation);
        bell.Ring();
        var versions = await source.CreateCommand(Versions).With(first, (long)products)
            .AllAsync(row => row.GetInt64(0), cancellation);
        return new BulkReport(events, versions);
    }

    /// <summary>Tells once more what the log has told of these products before.</summary>
    public async Task<BulkReport> EchoAsync(long first, int products, CancellationToken cancellation)
    {
        await using var echo = source.CreateCommand(Echo).With(first, (long)products);
        var events = await echo.ExecuteNonQueryAsync(cancellation);
        bell.Ring();
        return new BulkReport(events, []);
    }

    /// <summary>Puts events into the log that no worker can apply.</summary>
    public async Task<BulkReport> PoisonAsync(int events, CancellationToken cancellation)
    {
        await using var poison = source.CreateCommand(Poison).With((long)events);
        var made = await poison.ExecuteNonQueryAsync(cancellation);
        bell.Ring();
        return new BulkReport(made, []);
    }
}
