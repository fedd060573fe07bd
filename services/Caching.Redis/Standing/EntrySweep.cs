using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>
/// Drops every entry of the given families, whatever its age; locks and records stay.
/// </summary>
/// <remarks>
/// A scan finds every key that is there from its beginning to its end, which is all that is
/// wanted: what is filled in meanwhile is new. Of one server: in a cluster every primary would
/// have to be swept.
/// </remarks>
public sealed class EntrySweep(IConnectionMultiplexer redis, KeySpaces spaces, TimeProvider clock)
{
    private const int KeysPerStep = 1_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly string[] _starts =
        [.. spaces.Families.SelectMany(spaces.Of).Select(space => space.Start)];

    /// <returns>How many went.</returns>
    /// <exception cref="RedisException">The store does not answer.</exception>
    /// <exception cref="TimeoutException">Not in time.</exception>
    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var database = redis.GetDatabase();
        long dropped = 0;
        var cursor = "0";
        do
        {
            cancellation.ThrowIfCancellationRequested();
            // Asked for as a command: the client's own scan blocks its thread.
            var step = (RedisResult[])(await database.ExecuteAsync(
                "SCAN", cursor, "MATCH", $"{spaces.Prefix}:*", "COUNT", KeysPerStep)
                .WaitAsync(Timeout, clock, cancellation))!;
            cursor = (string)step[0]!;
            var entries = Array.FindAll((RedisKey[])step[1]!, IsEntry);
            if (entries.Length > 0)
                dropped += await database.KeyDeleteAsync(entries).WaitAsync(Timeout, clock, cancellation);
        }
        while (cursor != "0");
        return dropped;
    }

    private bool IsEntry(RedisKey key)
    {
        var text = key.ToString();
        return Array.Exists(_starts, start => text.StartsWith(start, StringComparison.Ordinal));
    }
}
