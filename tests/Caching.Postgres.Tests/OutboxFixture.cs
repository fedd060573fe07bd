using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Postgres.Migrating;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(CacheFleet.Testing.PostgresServer))]

// One after the other: an open transaction of one test holds back the readers of all the others.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CacheFleet.Caching.Postgres.Tests;

/// <summary>A database of one test, with an empty outbox in it.</summary>
internal sealed class OutboxFixture : IAsyncDisposable
{
    public const string RelayName = "kafka";

    private readonly OutboxWriter _writer = new(Schema);
    private readonly OutboxBell _bell;

    private OutboxFixture(NpgsqlDataSource dataSource) =>
        (DataSource, _bell) = (dataSource, new OutboxBell(dataSource, Schema));

    public static OutboxSchema Schema { get; } = new("catalog");

    public NpgsqlDataSource DataSource { get; }

    public OutboxBacklog Backlog => new(DataSource, Schema, RelayName);

    public static async Task<OutboxFixture> CreateAsync(PostgresServer server)
    {
        var dataSource = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await new Migrator(dataSource, Schema).MigrateAsync(OutboxMigrations.For(Schema));
        return new OutboxFixture(dataSource);
    }

    public static EntityChanged Change(string key, long version) =>
        new() { Family = "product", Key = key, Version = version };

    /// <summary>One committed transaction with one event.</summary>
    public async Task CommitAsync(string key, long version)
    {
        await using var open = await BeginAsync();
        await open.WriteAsync(Change(key, version));
        await open.Transaction.CommitAsync();
        _bell.Ring();
    }

    /// <summary>What the bell does, waited for.</summary>
    public Task NotifyAsync() => RunAsync($"NOTIFY {Schema.Channel}");

    public async Task RunAsync(string statement)
    {
        await using var command = DataSource.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<OpenWrite> BeginAsync()
    {
        var connection = await DataSource.OpenConnectionAsync();
        return new OpenWrite(_writer, connection, await connection.BeginTransactionAsync());
    }

    public Task<RelaySession?> TryOpenAsync(TimeSpan? silenceAllowed = null) =>
        RelaySession.TryOpenAsync(
            DataSource, Schema, RelayName, silenceAllowed ?? TimeSpan.FromSeconds(30));

    public async Task<RelaySession> OpenAsync() =>
        await TryOpenAsync() ?? throw new InvalidOperationException("Another relay is active.");

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => DataSource.DisposeAsync();
}

/// <summary>A writer's transaction that a test holds open.</summary>
internal sealed record OpenWrite(
    OutboxWriter Writer, NpgsqlConnection Connection, NpgsqlTransaction Transaction)
    : IAsyncDisposable
{
    public Task WriteAsync(EntityChanged change) =>
        Writer.WriteAsync(Connection, Transaction, change);

    /// <summary>Takes a transaction id without writing an event yet.</summary>
    public async Task TakeIdAsync()
    {
        await using var take = new NpgsqlCommand("SELECT pg_current_xact_id()", Connection);
        await take.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
