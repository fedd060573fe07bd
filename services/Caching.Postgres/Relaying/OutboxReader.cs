using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace CacheFleet.Caching.Postgres.Relaying;

/// <summary>
/// Reads the outbox without ever skipping a late commit.
/// <para>
/// A position is taken when the row is inserted, not when it is committed: transaction 7 may commit
/// after a reader has seen the rows of transaction 8, and one that goes on from its last position
/// never sees those of 7. So rows are read in the order of (transaction, position), and only those
/// of transactions older than every one still open (<c>pg_snapshot_xmin</c>): below that line
/// nothing can appear any more. The price: a long open transaction, in any database of
/// the server, holds back everything newer.
/// </para>
/// </summary>
internal sealed class OutboxReader(NpgsqlConnection connection, OutboxSchema schema)
{
    private readonly string _read = $"""
        SELECT xact, position, family, key, version, kind, traceparent, created_at
        FROM {schema.Name}.outbox
        WHERE (xact, position) > ($1, $2) AND xact < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY xact, position
        LIMIT $3
        """;

    private readonly string _heldBack =
        $"SELECT EXISTS (SELECT FROM {schema.Name}.outbox WHERE (xact, position) > ($1, $2))";

    public async Task<OutboxBatch> ReadAsync(
        OutboxPosition after, int limit, CancellationToken cancellation)
    {
        var (asOf, entries) = await ReadEntriesAsync(after, limit, cancellation);
        var end = entries.Count == 0 ? after : entries[^1].At;

        // Only a read that did not fill its batch has come to the line that hides the rest.
        var isFull = entries.Count == limit;
        var heldBack = !isFull && await HasMoreAsync(end, cancellation);

        // A transaction that took its id early may have changed a row after a younger one did. By
        // position the batch is in the order of the row's versions again; across two batches the
        // reader of the events has to compare versions, as it must for duplicates anyway.
        entries.Sort((left, right) => left.At.Position.CompareTo(right.At.Position));
        return new OutboxBatch(entries, end, heldBack, isFull || heldBack ? null : asOf);
    }

    // In one trip the time, and then the rows by a snapshot that is no older than that time.
    private async Task<(DateTimeOffset AsOf, List<OutboxEntry> Entries)> ReadEntriesAsync(
        OutboxPosition after, int limit, CancellationToken cancellation)
    {
        await using var read = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT clock_timestamp()"),
                new(_read)
                {
                    Parameters = { Xact(after), new() { Value = after.Position }, new() { Value = limit } },
                },
            },
        };
        await using var rows = await read.ExecuteReaderAsync(cancellation);
        await rows.ReadAsync(cancellation);
        var asOf = await rows.GetFieldValueAsync<DateTimeOffset>(0, cancellation);
        await rows.NextResultAsync(cancellation);
        var entries = new List<OutboxEntry>();
        while (await rows.ReadAsync(cancellation))
            entries.Add(Entry(rows));
        return (asOf, entries);
    }

    private async Task<bool> HasMoreAsync(OutboxPosition after, CancellationToken cancellation)
    {
        await using var look = new NpgsqlCommand(_heldBack, connection)
        {
            Parameters = { Xact(after), new() { Value = after.Position } },
        };
        return (bool)(await look.ExecuteScalarAsync(cancellation))!;
    }

    private static NpgsqlParameter Xact(OutboxPosition at) =>
        new() { Value = at.Xact, NpgsqlDbType = NpgsqlDbType.Xid8 };

    public static OutboxEntry Entry(NpgsqlDataReader row) =>
        new(new OutboxPosition(row.GetFieldValue<ulong>(0), row.GetInt64(1)),
            new EntityChanged
            {
                Family = row.GetString(2),
                Key = row.GetString(3),
                Version = row.GetInt64(4),
                Deleted = row.GetString(5) == OutboxEntry.DeletedKind,
                TraceParent = row.IsDBNull(6) ? null : row.GetString(6),
                CommittedAt = row.GetFieldValue<DateTimeOffset>(7),
            });
}
