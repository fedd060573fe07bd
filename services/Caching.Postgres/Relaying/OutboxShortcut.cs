using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace CacheFleet.Caching.Postgres.Relaying;

/// <summary>
/// Ways past a long backlog. Both end at a place below the horizon, so that no late commit can
/// appear in front of it.
/// </summary>
internal sealed class OutboxShortcut(NpgsqlConnection connection, OutboxSchema schema, string name)
{
    // A million rows are sorted on disk; the usual half a minute is not meant for that.
    private const int LongestSeconds = 300;

    private readonly string _end = $"""
        SELECT xact, position FROM {schema.Name}.outbox
        WHERE (xact, position) > ($1, $2) AND xact < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY xact DESC, position DESC LIMIT 1
        """;

    private readonly string _newest = $"""
        SELECT DISTINCT ON (family, key)
            xact, position, family, key, version, kind, traceparent, created_at
        FROM {schema.Name}.outbox
        WHERE (xact, position) > ($1, $2) AND (xact, position) <= ($3, $4)
        ORDER BY family, key, version DESC, position DESC
        """;

    private readonly string _skip = $"""
        INSERT INTO {schema.Name}.outbox_cursor AS held (name, xact, position, epoch) VALUES ($3, $1, $2, 1)
        ON CONFLICT (name) DO UPDATE SET xact = excluded.xact, position = excluded.position, epoch = held.epoch + 1
        RETURNING epoch
        """;

    private readonly string _epoch = $"SELECT epoch FROM {schema.Name}.outbox_cursor WHERE name = $1";

    /// <summary>Of every key the newest event only.</summary>
    public async Task<OutboxBatch> ReadNewestAsync(OutboxPosition after, CancellationToken cancellation)
    {
        var end = await FindEndAsync(after, cancellation);
        await using var newest = Command(_newest, after);
        newest.Parameters.AddRange(Place(end));
        await using var rows = await newest.ExecuteReaderAsync(cancellation);
        var entries = new List<OutboxEntry>();
        while (await rows.ReadAsync(cancellation))
            entries.Add(OutboxReader.Entry(rows));
        return new OutboxBatch(entries, end, HeldBack: false, CompleteTo: null);
    }

    /// <summary>Leaves out everything, and says so by the next epoch.</summary>
    public async Task<(OutboxPosition End, long Epoch)> SkipAsync(
        OutboxPosition after, CancellationToken cancellation)
    {
        var end = await FindEndAsync(after, cancellation);
        await using var skip = Command(_skip, end);
        skip.Parameters.Add(new() { Value = name });
        return (end, (long)(await skip.ExecuteScalarAsync(cancellation))!);
    }

    public async Task<long> LoadEpochAsync(CancellationToken cancellation)
    {
        await using var load = new NpgsqlCommand(_epoch, connection) { Parameters = { new() { Value = name } } };
        return await load.ExecuteScalarAsync(cancellation) as long? ?? 0;
    }

    private async Task<OutboxPosition> FindEndAsync(OutboxPosition after, CancellationToken cancellation)
    {
        await using var find = Command(_end, after);
        await using var row = await find.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new OutboxPosition(await row.GetFieldValueAsync<ulong>(0, cancellation), row.GetInt64(1))
            : after;
    }

    private NpgsqlCommand Command(string text, OutboxPosition at)
    {
        var command = new NpgsqlCommand(text, connection) { CommandTimeout = LongestSeconds };
        command.Parameters.AddRange(Place(at));
        return command;
    }

    private static NpgsqlParameter[] Place(OutboxPosition at) =>
        [new() { Value = at.Xact, NpgsqlDbType = NpgsqlDbType.Xid8 }, new() { Value = at.Position }];
}
