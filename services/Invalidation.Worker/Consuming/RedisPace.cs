using CacheFleet.Caching.Storing;
using Microsoft.Extensions.Options;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>
/// How many keys may be on their way to Redis at a time: a flood of events waits in the log and not
/// in Redis' queue, where every reader would wait behind it. Redis' own speed sets the worker's.
/// </summary>
internal sealed class RedisPace(KeySpaces spaces, IOptions<WorkerOptions> options)
{
    private readonly int _entriesOfAKey =
        spaces.Families.Select(family => spaces.Of(family).Count).DefaultIfEmpty(1).Max();

    public int Keys => Math.Max(1, options.Value.CommandsInFlight / _entriesOfAKey);
}
