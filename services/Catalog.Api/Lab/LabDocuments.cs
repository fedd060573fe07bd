using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CacheFleet.Caching;
using CacheFleet.Caching.Redis.Versions;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>
/// Large values in parts: as immutable versions with a pointer, or overwritten in place as the control.
/// </summary>
internal sealed class LabDocuments(IConnectionMultiplexer redis, TimeProvider clock)
{
    // Nothing of a lab outlives its run for long.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    private readonly Random _chance = new();

    public async Task WriteAsync(string name, DocumentChange change, CancellationToken cancellation)
    {
        if (!change.InPlace)
        {
            await Values(change).WriteAsync(name, change.Version, PartsOf(change, cancellation), cancellation);
            return;
        }
        var database = redis.GetDatabase();
        var part = 0;
        await foreach (var bytes in PartsOf(change, cancellation))
            await database.HashSetAsync(InPlaceKey(name), part++, bytes.ToArray());
        await database.KeyExpireAsync(InPlaceKey(name), Life);
    }

    /// <summary>The parts as a reader gets them, one by one with a pause after each.</summary>
    /// <exception cref="VersionGoneException">The version has ended before the read has.</exception>
    public async IAsyncEnumerable<byte[]> ReadAsync(
        string name, bool inPlace, TimeSpan pause, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var database = redis.GetDatabase();
        var read = inPlace ? null : await Values(null).OpenAsync(name);
        var parts = read?.Parts ?? (int)await database.HashLengthAsync(InPlaceKey(name));
        for (var part = 0; part < parts; part++)
        {
            yield return read is null
                ? (byte[]?)await database.HashGetAsync(InPlaceKey(name), part) ?? []
                : (await read.PartAsync(part)).ToArray();
            await Task.Delay(pause, clock, cancellation);
        }
    }

    public Task<int> CountAsync(string name) => Values(null).CountAsync(name);

    private VersionedValues Values(DocumentChange? change) => new(redis, new VersionedOptions
    {
        TimeToLive = Ttl.Of(Life),
        LongestRead = Ttl.Of(TimeSpan.FromMilliseconds(change?.LongestReadMs ?? 1_000)),
        MostVersions = change?.MostVersions ?? 1,
    }, clock, _chance);

    // A part says of which version it is; the rest only has weight.
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PartsOf(
        DocumentChange change, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var stamp = change.Version.ToString(CultureInfo.InvariantCulture);
        var part = Encoding.ASCII.GetBytes(stamp + " " + new string('.', change.PartBytes) + "\n");
        for (var i = 0; i < change.Parts; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return part;
            await Task.Yield();
        }
    }

    private static RedisKey InPlaceKey(string name) => $"cachefleet:lab:document:{name}";
}
