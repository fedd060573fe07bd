using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace CacheFleet.Caching.Postgres.Relaying;

/// <summary>How far a relay has delivered; only ever moves forward.</summary>
internal sealed class OutboxCursor(NpgsqlConnection connection, OutboxSchema schema, string name)
{
    private readonly string _load = $"""
        SELECT xact, position, xact > pg_snapshot_xmax(pg_current_snapshot())
        FROM {schema.Name}.outbox_cursor WHERE name = $1
        """;

    private readonly string _move = $"""
        INSERT INTO {schema.Name}.outbox_cursor AS held (name, xact, position) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET xact = excluded.xact, position = excluded.position
        WHERE (held.xact, held.position) < (excluded.xact, excluded.position)
        """;

    /// <exception cref="InvalidOperationException">
    /// The cursor names a transaction that this server has not had: the tables were restored from
    /// another server, whose transaction ids mean nothing here.
    /// </exception>
    public async Task<OutboxPosition> LoadAsync(CancellationToken cancellation)
    {
        await using var load = new NpgsqlCommand(_load, connection)
        {
            Parameters = { new() { Value = name } },
        };
        await using var row = await load.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            return OutboxPosition.Start;
        var xact = await row.GetFieldValueAsync<ulong>(0, cancellation);
        var at = new OutboxPosition(xact, row.GetInt64(1));
        if (row.GetBoolean(2))
            throw new InvalidOperationException(
                $"The cursor '{name}' in {schema}.outbox_cursor stands at transaction {at.Xact}, "
                + "which this server has not reached: the database was restored from another one. "
                + $"Empty {schema}.outbox and {schema}.outbox_cursor and flush the caches once.");
        return at;
    }

    public async Task MoveAsync(OutboxPosition to, CancellationToken cancellation)
    {
        await using var move = new NpgsqlCommand(_move, connection)
        {
            Parameters =
            {
                new() { Value = name },
                new() { Value = to.Xact, NpgsqlDbType = NpgsqlDbType.Xid8 },
                new() { Value = to.Position },
            },
        };
        await move.ExecuteNonQueryAsync(cancellation);
    }
}
