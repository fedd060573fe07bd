using CacheFleet.Caching;
using CacheFleet.Caching.Storing;
using CacheFleet.Catalog.Api.Http;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>Reaches into the shared store past the library: only a lab may.</summary>
internal sealed class LabEntries(
    IConnectionMultiplexer redis,
    KeySpaces spaces,
    IFleetCache cache,
    LabNews news,
    TimeProvider clock)
{
    private const int KeysPerStep = 1000;

    /// <summary>What lies under an entry's key.</summary>
    public async Task<EntryReport> FindAsync(
        string family, string key, string? policy, CancellationToken cancellation)
    {
        var name = SpaceOf(family, policy).Entry(key).ToString();
        var found = await redis.GetDatabase().HashGetAsync(name, "entry").WaitAsync(cancellation);
        return Envelope.TryUnwrap((byte[]?)found, out var entry)
            ? new EntryReport(entry.Version, news.VersionOf(name), entry.LoadTime)
            : new EntryReport(null, news.VersionOf(name), null);
    }

    /// <summary>Sets an entry's end.</summary>
    /// <returns>When it ends, or null if there is no such entry.</returns>
    public async Task<DateTimeOffset?> ExpireAsync(
        string family, string key, string? policy, EntryEnd end, TimeSpan after,
        CancellationToken cancellation)
    {
        var name = SpaceOf(family, policy).Entry(key).ToString();
        return await redis.SetAsync(name, end, after, clock).WaitAsync(cancellation);
    }

    /// <summary>
    /// Puts something of another type under an entry's key, which no invalidation can take away; or
    /// takes it away.
    /// </summary>
    public async Task SpoilAsync(
        string family, string key, string? policy, bool spoiled, CancellationToken cancellation)
    {
        var name = SpaceOf(family, policy).Entry(key).ToString();
        var database = redis.GetDatabase();
        await (spoiled
            ? database.StringSetAsync(name, "of another type")
            : database.KeyDeleteAsync(name)).WaitAsync(cancellation);
    }

    /// <summary>Deletes every entry of a policy.</summary>
    public async Task<long> FlushAsync(string policy, CancellationToken cancellation)
    {
        if (!cache.Families.SelectMany(f => f.Policies).Any(p => p.Name.ToString() == policy))
            throw NoPolicy(policy, cache.Families.SelectMany(f => f.Policies));
        var database = redis.GetDatabase();
        var pattern = $"{spaces.Prefix}:{policy}:*";
        var cursor = "0";
        long deleted = 0;
        do
        {
            // Asked for as a command: the client's own scan blocks its thread.
            var step = (RedisResult[])(await database.ExecuteAsync(
                "SCAN", cursor, "MATCH", pattern, "COUNT", KeysPerStep).WaitAsync(cancellation))!;
            cursor = (string)step[0]!;
            var keys = (RedisKey[])step[1]!;
            if (keys.Length > 0)
            {
                deleted += await database.KeyDeleteAsync(keys).WaitAsync(cancellation);
                await Task.WhenAll(keys.Select(key => redis.ForgetNearAsync(key.ToString())))
                    .WaitAsync(cancellation);
            }
        }
        while (cursor != "0");
        return deleted;
    }

    private KeySpace SpaceOf(string family, string? policy)
    {
        var declared = cache.Families.FirstOrDefault(f => f.Name.ToString() == family)
            ?? throw ProblemException.BadField("family", $"is '{family}'; it is one of "
                + $"{string.Join(", ", cache.Families.Select(f => f.Name))}.");
        var name = policy ?? declared.Policies[0].Name.ToString();
        return spaces.Of(declared.Name).FirstOrDefault(s => s.Policy.ToString() == name)
            ?? throw NoPolicy(name, declared.Policies);
    }

    private static ProblemException NoPolicy(string policy, IEnumerable<EntryPolicy> known) =>
        ProblemException.BadField("policy", $"is '{policy}'; it is one of "
            + $"{string.Join(", ", known.Select(p => p.Name).Distinct())}.");
}
