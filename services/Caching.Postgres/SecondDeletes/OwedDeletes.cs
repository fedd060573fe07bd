using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;

namespace CacheFleet.Caching.Postgres.SecondDeletes;

/// <summary>Deletes the entries under these keys; true once that is certain.</summary>
public delegate Task<bool> CarryOut(IReadOnlyList<string> entries, CancellationToken cancellation);

/// <summary>Has due second deletes carried out, by any number of workers.</summary>
/// <remarks>
/// A row is locked while its delete is made, and goes with the commit after it: its lock is the lease. A worker that
/// dies loses the lock with its connection, and one that is paused after <c>PausedFor</c>; the next one repeats the
/// delete, which does no harm.
/// </remarks>
public sealed class OwedDeletes(NpgsqlDataSource dataSource, OutboxSchema schema)
{
    private const string PausedFor = "SET LOCAL idle_in_transaction_session_timeout = '5s'";

    private readonly string _take = $"""
        SELECT id, entry, clock_timestamp() - due_at FROM {schema.Name}.second_deletes
        WHERE due_at <= clock_timestamp() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
        """;

    private readonly string _remove = $"DELETE FROM {schema.Name}.second_deletes WHERE id = ANY ($1)";

    private readonly string _next =
        $"SELECT min(due_at) - clock_timestamp() FROM {schema.Name}.second_deletes";

    /// <summary>Carries out what is due, at most so many.</summary>
    /// <returns>How late each was when it was begun; empty if nothing was due, or it could not be carried
    /// out.</returns>
    public async Task<IReadOnlyList<TimeSpan>> RunAsync(
        int limit, CarryOut carryOut, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(carryOut);
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var paused = new NpgsqlCommand(PausedFor, connection, transaction))
            await paused.ExecuteNonQueryAsync(cancellation);
        var due = await TakeAsync(connection, limit, cancellation);
        if (due.Count == 0 || !await carryOut([.. due.Select(d => d.Entry).Distinct()], cancellation))
            return [];
        await using var remove = new NpgsqlCommand(_remove, connection, transaction);
        remove.Parameters.Add(new() { Value = due.Select(d => d.Id).ToArray() });
        await remove.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return [.. due.Select(d => d.Late)];
    }

    /// <summary>How long until the next one is due; null if there is none.</summary>
    public async Task<TimeSpan?> NextAsync(CancellationToken cancellation = default)
    {
        await using var next = dataSource.CreateCommand(_next);
        return await next.ExecuteScalarAsync(cancellation) as TimeSpan?;
    }

    private async Task<List<(long Id, string Entry, TimeSpan Late)>> TakeAsync(
        NpgsqlConnection connection, int limit, CancellationToken cancellation)
    {
        var due = new List<(long, string, TimeSpan)>();
        await using var take = new NpgsqlCommand(_take, connection);
        take.Parameters.Add(new() { Value = limit });
        await using var rows = await take.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
            due.Add((rows.GetInt64(0), rows.GetString(1), rows.GetTimeSpan(2)));
        return due;
    }
}
