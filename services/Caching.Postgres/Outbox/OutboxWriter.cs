using System.Diagnostics;
using CacheFleet.Caching.Invalidating;
using Npgsql;
using NpgsqlTypes;

namespace CacheFleet.Caching.Postgres.Outbox;

/// <summary>
/// Writes the event of a change into the outbox, in the transaction of the change itself: either
/// both are committed or neither (Richardson, Transactional Outbox). Write it last, after the row's
/// update: positions then grow with the row's versions, and the lag is counted from next to the
/// commit. After the commit, <see cref="OutboxBell"/> wakes the relay.
/// </summary>
public sealed class OutboxWriter(OutboxSchema schema)
{
    private readonly string _insert = $"""
        INSERT INTO {schema.Name}.outbox (family, key, version, kind, traceparent)
        VALUES ($1, $2, $3, $4, $5)
        """;

    /// <summary>
    /// Adds the event to the transaction; the current activity is its trace context.
    /// </summary>
    public async Task WriteAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        EntityChanged change,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        await using var insert = new NpgsqlCommand(_insert, connection, transaction)
        {
            Parameters =
            {
                new() { Value = change.Family },
                new() { Value = change.Key },
                new() { Value = change.Version },
                new() { Value = OutboxEntry.KindOf(change) },
                new()
                {
                    Value = (object?)(change.TraceParent ?? Activity.Current?.Id) ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlDbType.Text,
                },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellation);
    }
}
