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

    // Dark first: one entry left undone makes the event undone.
    private static InvalidationOutcome Worst(Invalidated[] found) =>
        found.Contains(Invalidated.Dark) ? InvalidationOutcome.Dark
        : found.Contains(Invalidated.Deleted) ? InvalidationOutcome.Deleted
        : found.Contains(Invalidated.AlreadyNewer) ? InvalidationOutcome.AlreadyNewer
        : InvalidationOutcome.NothingThere;
}
