using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;

namespace CacheFleet.Caching.Postgres.Relaying;

/// <summary>
/// The one database session that makes a relay the active one.
/// <para>
/// It holds an advisory lock, and everything the relay does in the database goes over it: a relay
/// that has lost its session has lost the lock and can no longer move the cursor, so no fencing
/// token is needed. The server ends a session that has been silent for longer than allowed, so that
/// a relay that was stopped (SIGSTOP, a frozen machine) makes way instead of holding the lock for
/// ever.
/// </para>
/// </summary>
public sealed class RelaySession : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly OutboxReader _reader;
    private readonly OutboxCursor _cursor;
    private readonly OutboxShortcut _shortcut;
    private volatile bool _notified = true;

    private RelaySession(NpgsqlConnection connection, OutboxSchema schema, string name)
    {
        _connection = connection;
        _reader = new OutboxReader(connection, schema);
        _cursor = new OutboxCursor(connection, schema, name);
        _shortcut = new OutboxShortcut(connection, schema, name);
        _connection.Notification += (_, _) => _notified = true;
    }

    /// <summary>Becomes the active relay, or answers null while another one is.</summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="schema">Where the outbox lies.</param>
    /// <param name="name">The relay's name: one active session and one cursor per name.</param>
    /// <param name="silenceAllowed">After so much silence the server ends the session.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task<RelaySession?> TryOpenAsync(
        NpgsqlDataSource dataSource,
        OutboxSchema schema,
        string name,
        TimeSpan silenceAllowed,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(schema);
        var connection = await dataSource.OpenConnectionAsync(cancellation);
        var locked = false;
        try
        {
            locked = await TryLockAsync(connection, schema, name, cancellation);
            if (!locked)
                return null;
            var milliseconds = (long)silenceAllowed.TotalMilliseconds;
            await using var settle = new NpgsqlCommand(
                $"SET idle_session_timeout = {milliseconds}; LISTEN {schema.Channel}", connection);
            await settle.ExecuteNonQueryAsync(cancellation);
            return new RelaySession(connection, schema, name);
        }
        catch
        {
            locked = false;
            throw;
        }
        finally
        {
            if (!locked)
                await connection.DisposeAsync();
        }
    }

    /// <summary>Where the relay stands: everything up to here has been delivered.</summary>
    public Task<OutboxPosition> LoadCursorAsync(CancellationToken cancellation = default) =>
        _cursor.LoadAsync(cancellation);

    /// <summary>Records that everything up to <paramref name="to"/> has been delivered.</summary>
    public Task MoveCursorAsync(OutboxPosition to, CancellationToken cancellation = default) =>
        _cursor.MoveAsync(to, cancellation);

    /// <summary>The next events that no late commit can come before.</summary>
    public Task<OutboxBatch> ReadAsync(
        OutboxPosition after, int limit, CancellationToken cancellation = default)
    {
        _notified = false;
        return _reader.ReadAsync(after, limit, cancellation);
    }

    /// <summary>How often events have been left out; goes into the feed's marks.</summary>
    public Task<long> LoadEpochAsync(CancellationToken cancellation = default) =>
        _shortcut.LoadEpochAsync(cancellation);

    /// <summary>Of all events that no late commit can come before, the newest one of each key.</summary>
    public Task<OutboxBatch> ReadNewestAsync(
        OutboxPosition after, CancellationToken cancellation = default) =>
        _shortcut.ReadNewestAsync(after, cancellation);

    /// <summary>
    /// Leaves all of them out and moves the cursor past them. Whoever follows the feed has to forget everything: the
    /// new epoch must be told before anything else is.
    /// </summary>
    public Task<(OutboxPosition End, long Epoch)> SkipAsync(
        OutboxPosition after, CancellationToken cancellation = default) =>
        _shortcut.SkipAsync(after, cancellation);

    /// <summary>
    /// Rests until a writer has committed an event since the last read, at most so long.
    /// </summary>
    public async Task RestAsync(TimeSpan atMost, CancellationToken cancellation = default)
    {
        if (!_notified)
            await _connection.WaitAsync(atMost, cancellation);
    }

    /// <summary>Gives the lock back and ends the session.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var unlock = new NpgsqlCommand(
                "SELECT pg_advisory_unlock_all()", _connection);
            unlock.CommandTimeout = 2;
            await unlock.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The session is gone already, and the lock with it.
        }

        // Really closed: in the pool it would keep the lock until somebody takes it out again.
        NpgsqlConnection.ClearPool(_connection);
        await _connection.DisposeAsync();
    }

    private static async Task<bool> TryLockAsync(
        NpgsqlConnection connection,
        OutboxSchema schema,
        string name,
        CancellationToken cancellation)
    {
        await using var attempt = new NpgsqlCommand(
            "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", connection)
        {
            Parameters = { new() { Value = $"cachefleet.relay:{schema.Name}:{name}" } },
        };
        return (bool)(await attempt.ExecuteScalarAsync(cancellation))!;
    }
}
