using System.Globalization;
using System.Text.RegularExpressions;
using CacheFleet.Testing;

namespace CacheFleet.Benchmarks.Measuring;

/// <summary>How often clients asked Redis about entries, counted by Redis itself.</summary>
/// <remarks>
/// <c>INFO commandstats</c> counts the commands inside scripts too. The commands here are those that only a client
/// sends: the scripts, and the cheap look, for which no script has a use.
/// </remarks>
internal sealed partial class RedisTrips(RedisServer redis)
{
    private static readonly string[] Trips = ["evalsha", "eval", "hget"];

    public async Task<long> CountAsync()
    {
        var stats = await redis.AskAsync("INFO commandstats");
        return Calls().Matches(stats).Where(line => Trips.Contains(line.Groups["name"].Value))
            .Sum(line => long.Parse(line.Groups["calls"].ValueSpan, CultureInfo.InvariantCulture));
    }

    /// <summary>How many trips some work took.</summary>
    public async Task<long> OfAsync(Func<Task> work)
    {
        var before = await CountAsync();
        await work();
        return await CountAsync() - before;
    }

    [GeneratedRegex(@"cmdstat_(?<name>[a-z]+):calls=(?<calls>\d+)")]
    private static partial Regex Calls();
}
