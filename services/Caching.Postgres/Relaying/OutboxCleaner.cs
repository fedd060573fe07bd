using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace CacheFleet.Caching.Postgres.Relaying;

/// <summary>
/// Removes what a relay has delivered. Safe at any time and by anybody: only rows at or below the cursor go, and the
/// cursor never moves back.
/// </summary>
/// <remarks>
/// In small batches, since a deleting transaction has an id of its own: while it is open it holds back
/// the relay like any other writer. Each batch looks at the oldest rows only, however many are kept.
/// </remarks>
public sealed class OutboxCleaner(NpgsqlDataSource dataSource, OutboxSchema schema, string name)
{
    private readonly string _cursor =
        $"SELECT xact, position FROM {schema.Name}.outbox_cursor WHERE name = $1";

    private readonly string _remove = $"""
        DELETE FROM {schema.Name}.outbox WHERE position = ANY (ARRAY(
            SELECT position FROM (
                SELECT position, created_at FROM {schema.Name}.outbox
                WHERE (xact, position) <= ($1, $2) ORDER BY xact, position LIMIT $4) AS oldest
            WHERE created_at <= clock_timestamp() - $3))
        """;

    /// <summary>Removes one batch of delivered rows that are older than the retention.</summary>
    /// <returns>How many went; fewer than the limit means that there are no more now.</returns>
    public async Task<int> RemoveAsync(
        TimeSpan retention, int limit, CancellationToken cancellation = default)
    {
        if (await LoadCursorAsync(cancellation) is not { } delivered)
            return 0;
        await using var remove = dataSource.CreateCommand(_remove);
        remove.Parameters.Add(new() { Value = delivered.Xact, NpgsqlDbType = NpgsqlDbType.Xid8 });
        remove.Parameters.Add(new() { Value = delivered.Position });
        remove.Parameters.Add(new() { Value = retention });
        remove.Parameters.Add(new() { Value = limit });
        return await remove.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<OutboxPosition?> LoadCursorAsync(CancellationToken cancellation)
    {
        await using var load = dataSource.CreateCommand(_cursor);
        load.Parameters.Add(new() { Value = name });
        await using var row = await load.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new OutboxPosition(await row.GetFieldValueAsync<ulong>(0, cancellation), row.GetInt64(1))
            : null;
    }
}
