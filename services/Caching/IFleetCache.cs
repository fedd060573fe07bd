using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching;

/// <summary>The cache of a fleet: reads through it, and invalidates after a write.</summary>
public interface IFleetCache
{
    /// <summary>Every family it serves.</summary>
    IReadOnlyCollection<CacheFamily> Families { get; }

    /// <summary>Reads one entry, from the nearest layer that has it or from the origin.</summary>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    /// <exception cref="OriginOverloadedException">The store is dark, the origin busy.</exception>
    /// <remarks>What the loader throws comes through as it is. Trouble of the cache never does.</remarks>
    ValueTask<Answer<T>> ReadAsync<TKey, T>(
        CacheKey<TKey, T> key, CancellationToken cancellation)
        where TKey : notnull;

    /// <summary>Drops an entry under every policy, after the row's change has been committed.</summary>
    /// <returns>What hindered the store, if anything; the log of events then does it later.</returns>
    ValueTask<StoreTrouble> InvalidateAsync<TKey, T>(
        CacheKey<TKey, T> key, CancellationToken cancellation)
        where TKey : notnull;
}
