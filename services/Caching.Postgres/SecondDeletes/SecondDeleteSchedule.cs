using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;

namespace CacheFleet.Caching.Postgres.SecondDeletes;

/// <summary>Leaves a second delete in the transaction of the change that owes it.</summary>
/// <remarks>
/// Committed with the change, it survives the writer: also one that dies before its first delete.
/// </remarks>
public sealed class SecondDeleteSchedule(OutboxSchema schema)
{
    private readonly string _insert = $"""
        INSERT INTO {schema.Name}.second_deletes (entry, due_at)
        VALUES ($1, clock_timestamp() + $2)
        """;

    /// <summary>Adds it to the transaction.</summary>
    public async Task AddAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, SecondDelete owed,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(owed);
        await using var insert = new NpgsqlCommand(_insert, connection, transaction);
        insert.Parameters.Add(new() { Value = owed.Entry.ToString() });
        insert.Parameters.Add(new() { Value = owed.After.Span });
        await insert.ExecuteNonQueryAsync(cancellation);
    }
}
