using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Postgres.Fencing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Postgres.Tests.Fencing;

/// <summary>A database with a fencing sequence and one row that tokens protect.</summary>
internal sealed class GuardedRow : IAsyncDisposable
{
    private static readonly FencedUpdate Update = new("work", "value = @value", "id = @id");

    private GuardedRow(string connectionString, OutboxFixture outbox)
    {
        ConnectionString = connectionString;
        Outbox = outbox;
        Tokens = new FencingTokenSource(outbox.DataSource, OutboxFixture.Schema);
    }

    public string ConnectionString { get; }

    public OutboxFixture Outbox { get; }

    public FencingTokenSource Tokens { get; }

    public static async Task<GuardedRow> CreateAsync(PostgresServer server)
    {
        var outbox = await OutboxFixture.CreateAsync(server);
        await using var create = outbox.DataSource.CreateCommand("""
            CREATE TABLE work (id int PRIMARY KEY, value text NOT NULL, fence bigint NOT NULL DEFAULT 0);
            INSERT INTO work (id, value) VALUES (1, 'first');
            """);
        await create.ExecuteNonQueryAsync();
        return new GuardedRow(outbox.DataSource.ConnectionString, outbox);
    }

    public Task<FencingToken> DrawAsync() => Tokens.DrawAsync(CancellationToken.None);

    public async Task<FencedOutcome> WriteAsync(FencingToken token, string value, int id = 1)
    {
        await using var connection = await Outbox.DataSource.OpenConnectionAsync();
        return await Update.ApplyAsync(connection, token, [new("value", value), new("id", id)]);
    }

    public async Task<FencedOutcome> ClaimAsync(FencingToken token, int id = 1)
    {
        await using var connection = await Outbox.DataSource.OpenConnectionAsync();
        return await Update.ClaimAsync(connection, token, [new("id", id)]);
    }

    public Task<string> ReadAsync() => Outbox.ScalarAsync<string>("SELECT value FROM work");

    public Task<long> FenceAsync() => Outbox.ScalarAsync<long>("SELECT fence FROM work");

    public ValueTask DisposeAsync() => Outbox.DisposeAsync();
}
