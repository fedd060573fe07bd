using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Postgres.Outbox;
using Npgsql;

namespace CacheFleet.Caching.Postgres.Fencing;

/// <summary>Draws fencing tokens from the database that they protect.</summary>
/// <remarks>
/// Redis' own fence may step back when a failover loses the last writes; a sequence does not, nor when the
/// server is killed: a value that was logged ahead is flushed before it is answered. It draws on a
/// connection of its own, outside any transaction, because only a commit flushes.
/// </remarks>
public sealed class FencingTokenSource(NpgsqlDataSource dataSource, OutboxSchema schema)
{
    private readonly string _draw = $"SELECT nextval('{schema.Name}.fencing_token')";

    /// <summary>Draws the next token. Read what you are going to change only after this.</summary>
    /// <param name="lease">The lease to work under: one that was lost draws nothing.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="LeaseLostException">The lease was lost or released.</exception>
    public async Task<FencingToken> DrawAsync(LockLease lease, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        lease.ThrowIfLost();
        return await DrawAsync(cancellation);
    }

    internal async Task<FencingToken> DrawAsync(CancellationToken cancellation)
    {
        await using var draw = dataSource.CreateCommand(_draw);
        return new FencingToken((long)(await draw.ExecuteScalarAsync(cancellation))!);
    }
}
