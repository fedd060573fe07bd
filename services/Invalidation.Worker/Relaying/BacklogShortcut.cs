using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Invalidation.Worker.Recovering;

namespace CacheFleet.Invalidation.Worker.Relaying;

/// <summary>Does what a recovery has asked the relay for.</summary>
internal sealed class BacklogShortcut(RelayOrders orders, RelayPublisher publisher, RelayProgress progress)
{
    // What the broker confirms at a time; the client's own queue is bounded too.
    private const int Chunk = 5_000;

    /// <summary>Nobody will do it here any more.</summary>
    public void Abandon() => orders.Take()?.Done.TrySetCanceled(CancellationToken.None);

    /// <returns>Where the relay goes on, or null if nothing was asked for.</returns>
    public async Task<OutboxPosition?> TryTakeAsync(
        RelaySession session, OutboxPosition after, CancellationToken stopping)
    {
        if (orders.Take() is not { } order)
            return null;
        try
        {
            var end = order.Recovery == Recovery.Flush
                ? await SkipAsync(session, after, stopping)
                : await PublishNewestAsync(session, after, stopping);
            order.Done.TrySetResult();
            return end;
        }
        catch
        {
            order.Done.TrySetCanceled(CancellationToken.None);
            throw;
        }
    }

    private async Task<OutboxPosition> SkipAsync(
        RelaySession session, OutboxPosition after, CancellationToken stopping)
    {
        var (end, epoch) = await session.SkipAsync(after, stopping);
        // Before any further delivery: no mark may vouch for what was left out.
        progress.Epoch = epoch;
        return end;
    }

    private async Task<OutboxPosition> PublishNewestAsync(
        RelaySession session, OutboxPosition after, CancellationToken stopping)
    {
        var newest = await session.ReadNewestAsync(after, stopping);
        foreach (var chunk in newest.Entries.Chunk(Chunk))
            await publisher.PublishAsync(chunk);
        await session.MoveCursorAsync(newest.End, CancellationToken.None);
        return newest.End;
    }
}
