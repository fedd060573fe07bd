using CacheFleet.Caching.Locking;
using Npgsql;

namespace CacheFleet.Caching.Postgres.Fencing;

/// <summary>An update of one row that a holder which has been overtaken cannot make.</summary>
/// <remarks>
/// <para>The row keeps the highest token that has written it, in a <c>bigint NOT NULL DEFAULT 0</c> column, and
/// takes a write only under a higher one. So each token writes a row once: a repeated write whose first answer
/// was lost is refused, not made twice.</para>
/// <para>The check at the write alone still loses an update: the later holder reads, the earlier one writes (its
/// token is above what the row has), the later one overwrites it unseen. <see cref="ClaimAsync"/> before the read
/// shuts the earlier one out at once: it raises the row's fence to one below our token.</para>
/// <para>Source: M. Kleppmann, "How to do distributed locking", 2016.</para>
/// </remarks>
public sealed class FencedUpdate
{
    private readonly string _apply;
    private readonly string _claim;

    /// <summary>Declares the update once. The texts become SQL as they are: never build them from input.</summary>
    /// <param name="table">The table, with its schema.</param>
    /// <param name="set">What to set, without the fence: <c>stock = @stock</c>.</param>
    /// <param name="where">Which row: <c>id = @id</c>.</param>
    /// <param name="fence">The column that keeps the highest token.</param>
    public FencedUpdate(string table, string set, string where, string fence = "fence")
    {
        _apply = Sql(table, $"{set}, {fence} = @fencing_token", where, fence);
        _claim = Sql(table, $"{fence} = greatest({fence}, @fencing_token - 1)", where, fence);
    }

    /// <summary>Writes, unless a holder with this token or a later one has.</summary>
    /// <param name="connection">An open connection; its transaction, if it has one, is used.</param>
    /// <param name="token">Drawn after the lock was acquired and before the row was read.</param>
    /// <param name="parameters">The values of <c>set</c> and <c>where</c>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<FencedOutcome> ApplyAsync(NpgsqlConnection connection, FencingToken token,
        IReadOnlyList<NpgsqlParameter> parameters, CancellationToken cancellation = default) =>
        RunAsync(_apply, connection, token, parameters, cancellation);

    /// <summary>
    /// Shuts out every earlier holder before the row is read. Parameters that only <c>set</c> names may be
    /// left out.
    /// </summary>
    /// <inheritdoc cref="ApplyAsync"/>
    public Task<FencedOutcome> ClaimAsync(NpgsqlConnection connection, FencingToken token,
        IReadOnlyList<NpgsqlParameter> parameters, CancellationToken cancellation = default) =>
        RunAsync(_claim, connection, token, parameters, cancellation);

    // A row that is locked by another update makes this one wait and then compare with what that one wrote (READ
    // COMMITTED looks again), so the check cannot be passed on an old fence.
    private static string Sql(string table, string set, string where, string fence) => $"""
        WITH written AS (
            UPDATE {table} SET {set} WHERE ({where}) AND {fence} < @fencing_token RETURNING 1)
        SELECT EXISTS (SELECT FROM written), EXISTS (SELECT FROM {table} WHERE {where})
        """;

    private static async Task<FencedOutcome> RunAsync(
        string sql, NpgsqlConnection connection, FencingToken token,
        IReadOnlyList<NpgsqlParameter> parameters, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter("fencing_token", token.Value));
        // A parameter belongs to one command: a claim and a write are given the same ones.
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter.Clone());
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return row.GetBoolean(0) ? FencedOutcome.Applied
            : row.GetBoolean(1) ? FencedOutcome.Refused
            : FencedOutcome.Missing;
    }
}
