using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Postgres.Fencing;
using Npgsql;

namespace CacheFleet.Lab.Holding;

/// <summary>Rows that fencing tokens protect, and beside them the same rows without.</summary>
internal sealed class GuardedRows(NpgsqlDataSource database)
{
    public const string Schema = "lab";

    private const string Tables = """
        CREATE SCHEMA lab;
        CREATE SEQUENCE lab.fencing_token;
        CREATE TABLE guarded (id bigint PRIMARY KEY, value text NOT NULL, fence bigint NOT NULL DEFAULT 0);
        CREATE TABLE unguarded (id bigint PRIMARY KEY, value text NOT NULL);
        INSERT INTO guarded SELECT n, 'first' FROM generate_series(1, 1000) n;
        INSERT INTO unguarded SELECT n, 'first' FROM generate_series(1, 1000) n;
        """;

    private static readonly FencedUpdate Update = new("guarded", "value = @value", "id = @id");

    public Task CreateAsync(CancellationToken ct) => RunAsync(Tables, ct);

    /// <summary>
    /// Draws a token as a holder without a lease object does: from the database's own sequence.
    /// </summary>
    public async Task<FencingToken> DrawAsync(CancellationToken ct)
    {
        await using var draw = database.CreateCommand("SELECT nextval('lab.fencing_token')");
        return new FencingToken((long)(await draw.ExecuteScalarAsync(ct))!);
    }

    public async Task<FencedOutcome> WriteAsync(long id, string value, FencingToken token)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await Update.ApplyAsync(connection, token, [new("value", value), new("id", id)]);
    }

    public Task WriteUnfencedAsync(long id, string value) =>
        RunAsync("UPDATE unguarded SET value = @value WHERE id = @id", CancellationToken.None,
            new("value", value), new("id", id));

    public async Task<(string Guarded, string Unguarded)> ReadAsync(long id, CancellationToken ct)
    {
        await using var select = database.CreateCommand(
            "SELECT g.value, u.value FROM guarded g JOIN unguarded u USING (id) WHERE id = $1");
        select.Parameters.Add(new NpgsqlParameter { Value = id });
        await using var row = await select.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (row.GetString(0), row.GetString(1));
    }

    private async Task RunAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct);
    }
}
