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

    /// <summary>Asks for one after another, so many at a time; ends early once all at a time were refused.</summary>
    /// <returns>The outcomes of those that were tried, in their order.</returns>
    public async Task<List<TOutcome>> AskAsync<T, TOutcome>(
        IReadOnlyList<T> all, Func<T, Task<TOutcome>> ask, Predicate<TOutcome> isRefused)
    {
        var outcomes = new List<TOutcome>(all.Count);
        foreach (var some in all.Chunk(Keys))
        {
            var found = await Task.WhenAll(some.Select(ask));
            outcomes.AddRange(found);
            // A store that takes none of them costs a time limit each time that it is asked.
            if (Array.TrueForAll(found, isRefused))
                break;
        }

        return outcomes;
    }
}
