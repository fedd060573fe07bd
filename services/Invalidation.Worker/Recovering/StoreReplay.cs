using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka.Consuming;
using CacheFleet.Caching.Kafka.Encoding;
using CacheFleet.Caching.Kafka.Replaying;
using CacheFleet.Caching.Redis;
using CacheFleet.Invalidation.Worker.Consuming;
using Microsoft.Extensions.Options;

namespace CacheFleet.Invalidation.Worker.Recovering;

/// <summary>
/// Applies a part of the log to Redis once more, all of it or of each key the newest event only.
/// </summary>
/// <remarks>
/// Whatever it meets that is no event is left to the consumer, which makes a dead letter of it.
/// </remarks>
internal sealed class StoreReplay(
    FollowerFactory followers, RedisInvalidator redis, RedisPace pace,
    IOptions<WorkerOptions> options, TimeProvider clock)
{
    private const int Chunk = 2_000;
    private const int Attempts = 20;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    /// <summary>From these offsets to the end as it is now.</summary>
    public async Task<LogSpan> MeasureAsync(IReadOnlyDictionary<int, long> from)
    {
        using var consumer = followers.Create("recovery");
        return await new LogReader(consumer, options.Value.Topic).MeasureAsync(from);
    }

    /// <returns>How many events were applied.</returns>
    /// <exception cref="TimeoutException">Redis does not take them: begin anew.</exception>
    public async Task<long> ApplyAsync(LogSpan span, bool newestOnly, CancellationToken cancellation)
    {
        using var consumer = followers.Create("recovery");
        var log = new LogReader(consumer, options.Value.Topic);
        var newest = new Dictionary<string, EntityChanged>();
        long applied = 0;
        await log.ReadAsync(span, Chunk, TakeAsync, cancellation);
        foreach (var chunk in newest.Values.Chunk(Chunk))
            applied += await ApplyAsync(chunk, cancellation);
        return applied;

        async Task TakeAsync(IReadOnlyList<ReceivedEvent> events)
        {
            var changes = events.Select(one => one.Content).OfType<Decoding.Known>().Select(one => one.Change);
            if (!newestOnly)
            {
                applied += await ApplyAsync([.. changes], cancellation);
                return;
            }

            foreach (var change in changes)
            {
                if (!newest.TryGetValue(change.Subject, out var known) || known.Version < change.Version)
                    newest[change.Subject] = change;
            }
        }
    }

    private async Task<int> ApplyAsync(EntityChanged[] changes, CancellationToken cancellation)
    {
        var left = changes;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var outcomes = await pace.AskAsync(left,
                change => redis.InvalidateAsync(change.Family, change.Key, change.Version, cancellation),
                one => one == InvalidationOutcome.Dark);
            left = [.. left.Where((_, at) => at >= outcomes.Count || outcomes[at] == InvalidationOutcome.Dark)];
            if (left.Length == 0)
                return changes.Length;
            await Task.Delay(Rest, clock, cancellation);
        }

        // A few that Redis refuses for ever cannot be read either; the consumer makes dead letters
        // of them.
        return left.Length < changes.Length
            ? changes.Length - left.Length
            : throw new TimeoutException($"Redis has taken none of {changes.Length} events.");
    }
}
