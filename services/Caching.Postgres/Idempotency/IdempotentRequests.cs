using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace CacheFleet.Caching.Postgres.Idempotency;

/// <summary>What is known of a request that came with an idempotency key.</summary>
public enum Seen
{
    /// <summary>It is new, and this transaction's to carry out.</summary>
    Never,

    /// <summary>It was carried out; its answer is known.</summary>
    Before,

    /// <summary>The key was used for another request.</summary>
    ForAnother,
}

/// <summary>Makes a retried request one request, in the transaction of its change.</summary>
/// <remarks>
/// Key and answer are committed with the change or not at all, so that a retry after a timeout finds either both or
/// neither. A retry that comes while the first is under way waits for it at the key.
/// Source: draft-ietf-httpapi-idempotency-key-header.
/// </remarks>
public sealed class IdempotentRequests(OutboxSchema schema)
{
    private readonly string _claim = $"""
        INSERT INTO {schema.Name}.idempotency (key, fingerprint) VALUES ($1, $2)
        ON CONFLICT (key) DO NOTHING
        """;

    private readonly string _find =
        $"SELECT fingerprint, answer::text FROM {schema.Name}.idempotency WHERE key = $1";

    private readonly string _answer = $"UPDATE {schema.Name}.idempotency SET answer = $2 WHERE key = $1";

    private readonly string _remove = $"""
        DELETE FROM {schema.Name}.idempotency WHERE key = ANY (ARRAY(
            SELECT key FROM {schema.Name}.idempotency WHERE created_at < clock_timestamp() - $1
            ORDER BY created_at LIMIT $2))
        """;

    /// <summary>Claims the key in the transaction that the connection is in.</summary>
    /// <returns>What is known, with the answer as JSON if the request was carried out before.</returns>
    public async Task<(Seen Seen, string? Answer)> ClaimAsync(
        NpgsqlConnection connection, string key, string fingerprint,
        CancellationToken cancellation = default)
    {
        await using var claim = new NpgsqlCommand(_claim, connection);
        claim.Parameters.Add(new() { Value = key });
        claim.Parameters.Add(new() { Value = fingerprint });
        if (await claim.ExecuteNonQueryAsync(cancellation) == 1)
            return (Seen.Never, null);
        await using var find = new NpgsqlCommand(_find, connection);
        find.Parameters.Add(new() { Value = key });
        await using var row = await find.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation) || row.GetString(0) != fingerprint)
            return (Seen.ForAnother, null);
        return (Seen.Before, await row.IsDBNullAsync(1, cancellation) ? null : row.GetString(1));
    }

    /// <summary>Keeps the answer with the key, in the same transaction.</summary>
    public async Task AnswerAsync(
        NpgsqlConnection connection, string key, string answer, CancellationToken cancellation = default)
    {
        await using var keep = new NpgsqlCommand(_answer, connection);
        keep.Parameters.Add(new() { Value = key });
        keep.Parameters.Add(new() { Value = answer, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await keep.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Removes some of the keys that are older than that; after it a retry is a new request.</summary>
    public async Task<int> RemoveAsync(
        NpgsqlDataSource dataSource, TimeSpan retention, int limit, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        await using var remove = dataSource.CreateCommand(_remove);
        remove.Parameters.Add(new() { Value = retention });
        remove.Parameters.Add(new() { Value = limit });
        return await remove.ExecuteNonQueryAsync(cancellation);
    }
}
