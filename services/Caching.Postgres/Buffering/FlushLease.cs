using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;

namespace CacheFleet.Caching.Postgres.Buffering;

/// <summary>Lets one process of the fleet flush a family's buffer, for the length of one transaction.</summary>
/// <remarks>
/// The locks of the rows alone keep a flush right; this keeps the others from queueing for them. It ends with the
/// transaction: at once if the process dies, and after five seconds if it is paused.
/// </remarks>
public static class FlushLease
{
    private const string Take = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))";
    private const string PausedFor = "SET LOCAL idle_in_transaction_session_timeout = '5s'";

    /// <summary>Takes it for the transaction that the connection is in; false if another one has it.</summary>
    public static async Task<bool> TryTakeAsync(
        NpgsqlConnection connection, OutboxSchema schema, string family,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        await using var paused = new NpgsqlCommand(PausedFor, connection);
        await paused.ExecuteNonQueryAsync(cancellation);
        await using var take = new NpgsqlCommand(Take, connection);
        take.Parameters.Add(new() { Value = $"{schema.Name}.write_behind.{family}" });
        return (bool)(await take.ExecuteScalarAsync(cancellation))!;
    }
}
