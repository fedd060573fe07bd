using System.Globalization;
using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>One subscription per process: brings what the scripts publish to whoever waits for it.</summary>
/// <remarks>
/// A message is <c>w{key}</c> (a lease has ended) or <c>i{version}:{key}</c> (dropped or replaced). Publication is
/// at most once: a lost message costs a waiter its rest, and an L1 entry its time until the log repeats the news.
/// </remarks>
public sealed class RedisNews(IConnectionMultiplexer redis, WakeUps wakeUps)
{
    /// <summary>Subscribes; the client renews the subscription whenever it reconnects.</summary>
    public async Task SubscribeAsync() => await redis.GetSubscriber().SubscribeAsync(
        RedisSharedStore.NewsChannel, (_, message) => Receive((string?)message));

    private void Receive(string? message)
    {
        if (message is null or "")
            return;
        if (message[0] == 'w')
        {
            wakeUps.Wake(message[1..]);
            return;
        }

        var colon = message.IndexOf(':', StringComparison.Ordinal);
        if (message[0] == 'i' && colon > 0 && long.TryParse(
            message.AsSpan(1, colon - 1), NumberStyles.None, CultureInfo.InvariantCulture,
            out var version))
        {
            wakeUps.Invalidated(message[(colon + 1)..], version);
        }
    }
}
