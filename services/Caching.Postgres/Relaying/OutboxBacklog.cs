using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;

namespace CacheFleet.Caching.Postgres.Relaying;

/// <summary>
/// Counts what a relay still has to deliver; anybody may ask, active relay or not.
/// </summary>
public sealed class OutboxBacklog(NpgsqlDataSource dataSource, OutboxSchema schema, string name)
{
    private readonly string _count = $"""
        SELECT count(*) FROM {schema.Name}.outbox
        WHERE (xact, position) > (
            coalesce((SELECT xact FROM {schema.Name}.outbox_cursor WHERE name = $1), '0'::xid8),
            coalesce((SELECT position FROM {schema.Name}.outbox_cursor WHERE name = $1), 0))
        """;

    /// <summary>
    /// Committed events above the cursor, those behind an open transaction included.
    /// </summary>
    public async Task<long> CountAsync(CancellationToken cancellation = default)
    {
        await using var count = dataSource.CreateCommand(_count);
        count.Parameters.Add(new() { Value = name });
        return (long)(await count.ExecuteScalarAsync(cancellation))!;
    }
}
