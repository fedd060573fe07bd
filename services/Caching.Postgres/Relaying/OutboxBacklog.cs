using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;

namespace CacheFleet.Caching.Postgres.Relaying;

/// <summary>What a relay still has to deliver.</summary>
/// <param name="Pending">How many events.</param>
/// <param name="OldestAge">How long ago the oldest of them was written; zero if there is none.</param>
public sealed record BacklogSight(long Pending, TimeSpan OldestAge);

/// <summary>
/// Counts what a relay still has to deliver; anybody may ask, active relay or not.
/// </summary>
public sealed class OutboxBacklog(NpgsqlDataSource dataSource, OutboxSchema schema, string name)
{
    private readonly string _look = $"""
        SELECT count(*), coalesce(greatest(clock_timestamp() - min(created_at), '0'), '0') FROM {schema.Name}.outbox
        WHERE (xact, position) > (
            coalesce((SELECT xact FROM {schema.Name}.outbox_cursor WHERE name = $1), '0'::xid8),
            coalesce((SELECT position FROM {schema.Name}.outbox_cursor WHERE name = $1), 0))
        """;

    /// <summary>
    /// Committed events above the cursor, those behind an open transaction included.
    /// </summary>
    public async Task<BacklogSight> LookAsync(CancellationToken cancellation = default)
    {
        await using var look = dataSource.CreateCommand(_look);
        look.Parameters.Add(new() { Value = name });
        await using var row = await look.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new BacklogSight(row.GetInt64(0), row.GetTimeSpan(1));
    }

    /// <summary>How many there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation = default) =>
        (await LookAsync(cancellation)).Pending;
}
