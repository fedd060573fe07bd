using Npgsql;

namespace CacheFleet.Caching.Postgres.Outbox;

/// <summary>Wakes the relay after a commit; calls that come while one is on its way become one.</summary>
/// <remarks>
/// Not in the transaction of the change: one that notifies takes a lock of the whole server before
/// it commits, and gives it back when its commit is on disk (PostgreSQL, <c>async.c</c>,
/// PreCommit_Notify). All writers would commit one after the other, at one disk's pace. A writer
/// that dies before it has called costs the events in question the relay's polling interval.
/// </remarks>
public sealed class OutboxBell(NpgsqlDataSource dataSource, OutboxSchema schema)
{
    private const int Silent = 0;
    private const int Ringing = 1;
    private const int RingsAgain = 2;

    private readonly string _notify = $"NOTIFY {schema.Channel}";

    private int _state;

    /// <summary>There is something in the outbox. Returns at once and never throws.</summary>
    public void Ring()
    {
        if (Interlocked.Exchange(ref _state, RingsAgain) == Silent)
            _ = RingAsync();
    }

    // Mutant: a loop that does not look for calls that came meanwhile; the last commit then waits
    // for the poll.
    private async Task RingAsync()
    {
        do
        {
            Volatile.Write(ref _state, Ringing);
            try
            {
                await using var notify = dataSource.CreateCommand(_notify);
                await notify.ExecuteNonQueryAsync();
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                // The relay polls too.
            }
        }
        while (Interlocked.CompareExchange(ref _state, Silent, Ringing) != Ringing);
    }
}
