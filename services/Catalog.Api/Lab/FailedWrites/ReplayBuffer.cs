using System.Collections.Concurrent;

namespace CacheFleet.Catalog.Api.Lab.FailedWrites;

/// <summary>Acknowledged prices that the database has not taken yet, the last one of each product.</summary>
/// <remarks>In this process's memory, as it is usually shown: what write-behind loses, this loses too.</remarks>
internal sealed class ReplayBuffer(PriceRow row, TimeProvider clock)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<long, int> _waiting = new();

    public int Count => _waiting.Count;

    /// <summary>Lets a write wait behind the one of its product that waits already; false if there is none.</summary>
    public bool TryFollow(long id, int price)
    {
        while (_waiting.TryGetValue(id, out var before))
        {
            if (_waiting.TryUpdate(id, price, before))
                return true;
        }
        return false;
    }

    public void Begin(long id, int price)
    {
        _waiting[id] = price;
        // The request's own faults are over: it is the next tries that count.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => ReplayAsync(id));
    }

    private async Task ReplayAsync(long id)
    {
        while (_waiting.TryGetValue(id, out var price))
        {
            await Task.Delay(BetweenTries, clock);
            try
            {
                await row.WriteAsync(id, price, CancellationToken.None);
                _waiting.TryRemove(KeyValuePair.Create(id, price));
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException)
            {
                // Tried again.
            }
        }
    }
}
