using CacheFleet.Caching.Redis;
using Confluent.Kafka;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>
/// Has the store keep on record how far the log has been applied to it, twice a second: whatever
/// is lost with it, this is lost too.
/// </summary>
internal sealed class Vouching(StandingRecord record, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<int, long> _untold = [];
    private long _toldAt;

    /// <summary>Everything before these positions has been applied.</summary>
    /// <returns>Where a recovery has already made up for the log; null if it was not time to ask.</returns>
    public async Task<IReadOnlyDictionary<int, long>?> TellAsync(IReadOnlyList<TopicPartitionOffset> settled)
    {
        foreach (var at in settled)
            _untold[at.Partition.Value] = at.Offset.Value;
        if (clock.GetElapsedTime(_toldAt) < Every)
            return null;
        _toldAt = clock.GetTimestamp();
        try
        {
            // If it is another store, these were not applied to it: its recovery will see to them.
            await record.VouchAsync(_untold);
            _untold.Clear();
            return (await record.ReadAsync()).MadeUpFor;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // Told the next time, together with what has come till then.
            return null;
        }
    }
}
