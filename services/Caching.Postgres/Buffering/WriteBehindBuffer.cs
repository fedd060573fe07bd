using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace CacheFleet.Caching.Postgres.Buffering;

/// <summary>Takes the changes of a family that reach their rows later: the last one of each key.</summary>
/// <remarks>
/// Lock order, for everyone: the row, then its change in the buffer. Whoever buffers, flushes, or writes the row at
/// once holds the row's lock before, so that a key's versions grow by one and none is given twice. The change lies in
/// the row's own database: buffer and row are read in one statement, and leave and enter it in one transaction.
/// </remarks>
/// <param name="schema">Where the buffer's table lies.</param>
/// <param name="family">Whose changes; their keys are the cache's.</param>
/// <param name="capacity">So many keys at most: the next one is refused until some have been flushed.</param>
public sealed class WriteBehindBuffer(OutboxSchema schema, string family, int capacity)
{
    private readonly string _put = $"""
        INSERT INTO {schema.Name}.write_behind AS buffered (family, key, version, change)
        SELECT $1, $2, $3 + 1, $4
        WHERE EXISTS (SELECT FROM {schema.Name}.write_behind WHERE family = $1 AND key = $2)
           OR (SELECT count(*) FROM
                (SELECT FROM {schema.Name}.write_behind WHERE family = $1 LIMIT $5) AS held) < $5
        ON CONFLICT (family, key) DO UPDATE
            SET version = greatest(buffered.version + 1, excluded.version), change = excluded.change,
                writes = buffered.writes + 1, buffered_at = clock_timestamp()
        RETURNING version, writes, buffered_at
        """;

    private readonly string _oldest = $"""
        SELECT key FROM {schema.Name}.write_behind WHERE family = $1 ORDER BY buffered_at LIMIT $2
        """;

    private readonly string _take = $"""
        DELETE FROM {schema.Name}.write_behind WHERE family = $1 AND key = ANY ($2)
        RETURNING key, version, change::text, writes, buffered_at
        """;

    private readonly string _count = $"SELECT count(*) FROM {schema.Name}.write_behind WHERE family = $1";

    /// <summary>Whose changes.</summary>
    public string Family => family;

    /// <summary>Adds a change to the transaction, which holds the row's lock.</summary>
    /// <param name="connection">In a transaction that has locked the row.</param>
    /// <param name="key">Whose change.</param>
    /// <param name="rowVersion">The version of the row itself.</param>
    /// <param name="change">What to write, as JSON.</param>
    /// <param name="cancellation">Before the transaction is committed nothing has happened.</param>
    /// <exception cref="BufferFullException">There is no room for one more key.</exception>
    public async Task<BufferedChange> PutAsync(
        NpgsqlConnection connection, string key, long rowVersion, string change,
        CancellationToken cancellation = default)
    {
        await using var put = new NpgsqlCommand(_put, connection);
        put.Parameters.Add(new() { Value = family });
        put.Parameters.Add(new() { Value = key });
        put.Parameters.Add(new() { Value = rowVersion });
        put.Parameters.Add(new() { Value = change, NpgsqlDbType = NpgsqlDbType.Jsonb });
        put.Parameters.Add(new() { Value = capacity });
        await using var row = await put.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
        {
            throw new BufferFullException($"{capacity} keys of '{family}' wait to be written: "
                + $"try again, or raise {nameof(capacity)}.");
        }
        return new BufferedChange(key, row.GetInt64(0), change, row.GetInt64(1),
            await row.GetFieldValueAsync<DateTimeOffset>(2, cancellation));
    }

    /// <summary>The keys that have waited longest; nothing is locked.</summary>
    public async Task<IReadOnlyList<string>> OldestAsync(
        NpgsqlConnection connection, int limit, CancellationToken cancellation = default)
    {
        await using var oldest = new NpgsqlCommand(_oldest, connection);
        oldest.Parameters.Add(new() { Value = family });
        oldest.Parameters.Add(new() { Value = limit });
        var keys = new List<string>();
        await using var rows = await oldest.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
            keys.Add(rows.GetString(0));
        return keys;
    }

    /// <summary>Takes changes out, in the transaction that writes them to their rows and has locked these.</summary>
    public async Task<IReadOnlyList<BufferedChange>> TakeAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> keys,
        CancellationToken cancellation = default)
    {
        await using var take = new NpgsqlCommand(_take, connection);
        take.Parameters.Add(new() { Value = family });
        take.Parameters.Add(new() { Value = keys.ToArray() });
        var changes = new List<BufferedChange>();
        await using var rows = await take.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            changes.Add(new BufferedChange(rows.GetString(0), rows.GetInt64(1), rows.GetString(2),
                rows.GetInt64(3), await rows.GetFieldValueAsync<DateTimeOffset>(4, cancellation)));
        }
        return changes;
    }

    /// <summary>How many keys wait.</summary>
    public async Task<long> CountAsync(NpgsqlDataSource dataSource, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        await using var count = dataSource.CreateCommand(_count);
        count.Parameters.Add(new() { Value = family });
        return (long)(await count.ExecuteScalarAsync(cancellation))!;
    }
}
