using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Writing;
using Npgsql;

namespace CacheFleet.Catalog.Api.Origin;

/// <summary>One change of a row inside its transaction; null if there is no such row.</summary>
internal delegate Task<T?> Change<T>(NpgsqlConnection connection, CancellationToken cancellation);

/// <summary>
/// Commits a row's change together with all that goes with it: its outbox event, the second delete that it owes, the
/// answer that a retry will get. All, or nothing.
/// </summary>
internal sealed class Transactions(
    NpgsqlDataSource source, OutboxWriter outbox, OutboxBell bell, WriteCompanions companions,
    IWriteSeam seam, IChangeWatch watch)
{
    // Two writers of one row queue for it; who waits longer than this is told of the conflict.
    private const string LockPatience = "SET LOCAL lock_timeout = '2s'";

    public Task<T?> CommitAsync<T>(
        Change<T> change, Func<T, EntityChanged?> describe, CancellationToken cancellation)
        where T : class => CommitAsync(change, describe, WriteTerms<T>.Plain, cancellation);

    /// <param name="change">Changes the row.</param>
    /// <param name="describe">Its event; null if others write it.</param>
    /// <param name="terms">What else belongs to the change.</param>
    /// <param name="cancellation">Heeded until the commit.</param>
    public async Task<T?> CommitAsync<T>(
        Change<T> change, Func<T, EntityChanged?> describe, WriteTerms<T> terms,
        CancellationToken cancellation)
        where T : class
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using (var patience = new NpgsqlCommand(LockPatience, connection))
                await patience.ExecuteNonQueryAsync(cancellation);
            if (await companions.FindAnswerAsync(connection, terms, cancellation) is { } answered)
                return answered;
            var row = await change(connection, cancellation);
            if (row is null)
                return null;
            var announcement = describe(row);
            if (announcement is not null && !seam.AnnouncesAfterCommit)
                await outbox.WriteAsync(connection, transaction, announcement, cancellation);
            await companions.AddAsync(connection, transaction, terms, row, cancellation);
            await seam.BeforeCommitAsync(cancellation);
            // From here on the client's leaving changes nothing: a commit given up half-way is in
            // doubt.
            await transaction.CommitAsync(CancellationToken.None);
            if (announcement is not null)
            {
                watch.Committed(announcement);
                bell.Ring();
            }

            await seam.AfterCommitAsync();
            if (announcement is not null && seam.AnnouncesAfterCommit)
                await AnnounceAsync(connection, announcement);
            return row;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
        {
            throw ProblemException.Conflict("Another change of this row is under way. Try again.");
        }
    }

    private async Task AnnounceAsync(NpgsqlConnection connection, EntityChanged announcement)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await outbox.WriteAsync(connection, transaction, announcement);
        await transaction.CommitAsync();
        bell.Ring();
    }
}
