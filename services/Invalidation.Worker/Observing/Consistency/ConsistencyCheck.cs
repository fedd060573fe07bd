using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Storing;
using CacheFleet.Invalidation.Worker.Consuming;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Observing.Consistency;

/// <summary>
/// Somewhere an entry is older than a change that it should have heard of long ago.
/// </summary>
/// <param name="Entry">Which.</param>
/// <param name="Where">The store's key, or the replica's address.</param>
/// <param name="Tier">shared or near.</param>
/// <param name="Holds">The version there.</param>
/// <param name="Committed">The version of the change.</param>
internal sealed record Inconsistency(string Entry, string Where, string Tier, long Holds, long Committed);

/// <summary>Looks whether changes have arrived in Redis and in every replica's memory.</summary>
/// <remarks>What holds no entry is right: its next reader loads the new row.</remarks>
internal sealed class ConsistencyCheck(
    IConnectionMultiplexer redis, KeySpaces spaces, RedisPace pace, ReplicaMemory replicas,
    TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <exception cref="RedisException">Redis does not answer.</exception>
    /// <exception cref="TimeoutException">Not in time.</exception>
    public async Task<IReadOnlyList<Inconsistency>> RunAsync(
        IReadOnlyList<EntityChanged> changes, CancellationToken cancellation)
    {
        var found = new List<Inconsistency>();
        found.AddRange(await InRedisAsync(changes));
        var committed = changes.ToDictionary(change => change.Subject, change => change.Version);
        foreach (var replica in await replicas.FindAsync())
        {
            foreach (var (entry, version) in await replicas.VersionsAsync(replica, committed.Keys, cancellation))
            {
                if (committed.TryGetValue(entry, out var expected) && version < expected)
                    found.Add(new Inconsistency(entry, replica.Authority, "near", version, expected));
            }
        }

        return found;
    }

    private async Task<IEnumerable<Inconsistency>> InRedisAsync(IReadOnlyList<EntityChanged> changes)
    {
        var database = redis.GetDatabase();
        var found = new List<Inconsistency?>();
        foreach (var some in changes.Chunk(pace.Keys))
        {
            var looks = some.SelectMany(change =>
                spaces.TryEntries(change.Family, change.Key, out var entries)
                    ? entries.Select(entry => LookAsync(change, entry.ToString()))
                    : []);
            found.AddRange(await Task.WhenAll(looks).WaitAsync(Patience, clock));
        }

        return found.OfType<Inconsistency>();

        async Task<Inconsistency?> LookAsync(EntityChanged change, string key)
        {
            // Beyond its time an entry is kept, but no longer answered.
            var bytes = (byte[]?)await database.HashGetAsync(key, "entry");
            return Envelope.TryUnwrap(bytes, out var entry) && entry.Version < change.Version
                && clock.GetUtcNow().ToUnixTimeMilliseconds() < entry.KeepUntil
                ? new Inconsistency(change.Subject, key, "shared", entry.Version, change.Version)
                : null;
        }
    }
}
