using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Catalog.Api.Http;
using Npgsql;

namespace CacheFleet.Catalog.Api.Origin;

/// <summary>One change of a row inside its transaction; null if there is no such row.</summary>
internal delegate Task<T?> Change<T>(NpgsqlConnection connection, CancellationToken cancellation);

/// <summary>Commits a row's change together with its outbox event: both, or neither.</summary>
internal sealed class Transactions(NpgsqlDataSource source, OutboxWriter outbox)
{
    // Two writers of one row queue for it; who waits longer than this is told of the conflict.
    private const string LockPatience = "SET LOCAL lock_timeout = '2s'";

    public async Task<T?> CommitAsync<T>(
        Change<T> change, Func<T, EntityChanged> describe, CancellationToken cancellation)
        where T : class
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using (var patience = new NpgsqlCommand(LockPatience, connection))
                await patience.ExecuteNonQueryAsync(cancellation);
            var row = await change(connection, cancellation);
            if (row is null)
                return null;
            await outbox.WriteAsync(connection, transaction, describe(row), cancellation);
            // From here on the client's leaving changes nothing: a commit given up half-way is in
            // doubt.
            await transaction.CommitAsync(CancellationToken.None);
            return row;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
        {
            throw ProblemException.Conflict("Another change of this row is under way. Try again.");
        }
    }
}
