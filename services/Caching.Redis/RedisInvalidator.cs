using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>What applying one event to Redis came to.</summary>
public enum InvalidationOutcome
{
    /// <summary>At least one entry was older and is gone.</summary>
    Deleted,

    /// <summary>No policy held an entry.</summary>
    NothingThere,

    /// <summary>What was there is at least as new as the event, and stands.</summary>
    AlreadyNewer,

    /// <summary>Redis did not answer for every entry: apply the event again.</summary>
    Dark,

    /// <summary>No such family, or no such key, can be: applying it again would not help.</summary>
    Unknown,
}

/// <summary>Applies an event of a row's change to every policy's entry of that row.</summary>
/// <remarks>Idempotent and indifferent to order: see <c>Scripts/invalidate.lua</c>.</remarks>
public sealed class RedisInvalidator(
    IConnectionMultiplexer redis, KeySpaces spaces, TimeProvider clock, TimeSpan? timeout = null)
{
    private const string Nobody = "-probe";

    private readonly RedisSharedStore _store =
        new(redis, clock, timeout ?? TimeSpan.FromSeconds(2));

    /// <summary>Deletes the entries that are older than <paramref name="version"/>.</summary>
    public async Task<InvalidationOutcome> InvalidateAsync(
        string family, string key, long version, CancellationToken cancellation)
    {
        if (version < 0 || !spaces.TryEntries(family, key, out var entries))
            return InvalidationOutcome.Unknown;
        var found = await Task.WhenAll(entries.Select(entry =>
            _store.InvalidateAsync(entry, version, cancellation).AsTask()));
        return Worst(found);
    }

    /// <summary>Whether Redis takes invalidations at all: asked with an entry that nobody has.</summary>
    /// <remarks>
    /// Tells one key that is refused for ever from a server that refuses all (out of memory, read-only, loading), which
    /// a ping would not.
    /// </remarks>
    public async Task<bool> TakesAsync(CancellationToken cancellation)
    {
        foreach (var family in spaces.Families)
        {
            var nobody = spaces.Of(family)[0].Entry(Nobody);
            return await _store.InvalidateAsync(nobody, 0, cancellation) != Invalidated.Dark;
        }

        return false;
    }

    // Dark first: one entry left undone makes the event undone.
    private static InvalidationOutcome Worst(Invalidated[] found) =>
        found.Contains(Invalidated.Dark) ? InvalidationOutcome.Dark
        : found.Contains(Invalidated.Deleted) ? InvalidationOutcome.Deleted
        : found.Contains(Invalidated.AlreadyNewer) ? InvalidationOutcome.AlreadyNewer
        : InvalidationOutcome.NothingThere;
}
