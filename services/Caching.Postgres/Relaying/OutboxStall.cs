using Npgsql;

namespace CacheFleet.Caching.Postgres.Relaying;

/// <summary>The open transaction that everything newer waits for.</summary>
/// <param name="Pid">Its server process; null for one that is prepared and belongs to none.</param>
/// <param name="Who">User, application and database, or the prepared transaction's name.</param>
/// <param name="TransactionAge">Since its begin.</param>
/// <param name="QueryAge">Since its last statement began.</param>
/// <param name="State">What that process does, such as <c>idle in transaction</c>.</param>
/// <param name="Query">The beginning of its last statement.</param>
public sealed record OpenTransaction(
    int? Pid, string Who, TimeSpan TransactionAge, TimeSpan QueryAge, string State, string Query);

/// <summary>Names the transaction that holds the relay back, in whatever database of the server it is.</summary>
public sealed class OutboxStall(NpgsqlDataSource dataSource)
{
    // age() counts transactions since then; the oldest one that has an id is the horizon.
    private const string Find = """
        SELECT coalesce(pid, 0), who, transaction_age, query_age, state, query FROM (
            SELECT pid, concat_ws(' ', usename, application_name, datname) AS who,
                clock_timestamp() - xact_start AS transaction_age,
                clock_timestamp() - query_start AS query_age,
                coalesce(state, '?') AS state, left(query, 200) AS query, age(backend_xid) AS held
            FROM pg_stat_activity
            WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
            UNION ALL
            SELECT NULL, concat_ws(' ', owner, gid, database), clock_timestamp() - prepared,
                clock_timestamp() - prepared, 'prepared', 'COMMIT or ROLLBACK PREPARED ends it', age(transaction)
            FROM pg_prepared_xacts) AS open
        ORDER BY held DESC, transaction_age DESC LIMIT 1
        """;

    /// <summary>The oldest open transaction that has written something; null if there is none.</summary>
    public async Task<OpenTransaction?> FindAsync(CancellationToken cancellation = default)
    {
        await using var find = dataSource.CreateCommand(Find);
        await using var row = await find.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new OpenTransaction(row.GetInt32(0) is > 0 and var pid ? pid : null, row.GetString(1),
                row.GetTimeSpan(2), row.GetTimeSpan(3), row.GetString(4), row.GetString(5))
            : null;
    }
}
