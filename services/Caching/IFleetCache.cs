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

    /// <summary>Reads one entry that is at least as new as a version which the caller has written or seen.</summary>
    /// <remarks>
    /// An answer whose version is below is the origin's own, which lags (a read replica): tell the caller so. A row
    /// that the origin does not have is absent, whatever the version.
    /// </remarks>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    /// <exception cref="OriginOverloadedException">The store is dark or behind, the origin busy.</exception>
    ValueTask<Answer<T>> ReadAtLeastAsync<TKey, T>(
        CacheKey<TKey, T> key, long version, CancellationToken cancellation)
        where TKey : notnull;

    /// <summary>Commits a change, database first, and then does to the entry what its policy says.</summary>
    /// <param name="key">The entry.</param>
    /// <param name="commit">Changes the row; what it throws comes through.</param>
    /// <param name="cancellation">Given to the commit; once that is done the entry is changed whatever comes.</param>
    /// <returns>What was committed; null if there is no such row.</returns>
    /// <remarks>
    /// A commit that fails or times out may have been made all the same: the entry is invalidated, unless the
    /// exception is an <see cref="INothingWritten"/>. Should the commit turn out later, its event repeats that.
    /// </remarks>
    ValueTask<Committed<T>?> WriteAsync<TKey, T>(
        CacheKey<TKey, T> key, Commit<T> commit, CancellationToken cancellation)
        where TKey : notnull;

    /// <summary>Drops an entry under every policy, after the row's change has been committed.</summary>
    /// <param name="key">The entry.</param>
    /// <param name="version">The version that the change gave the row; 0 if it is not known.</param>
    /// <param name="cancellation">Stops waiting for the store; the change may have reached it.</param>
    /// <returns>What hindered the store, if anything; the log of events then does it later.</returns>
    ValueTask<StoreTrouble> InvalidateAsync<TKey, T>(
        CacheKey<TKey, T> key, long version, CancellationToken cancellation)
        where TKey : notnull;

    /// <summary>Writes a committed row into the cache: the next reader anywhere has it or a newer one.</summary>
    /// <param name="key">The entry.</param>
    /// <param name="committed">The row as committed; an absent one drops the entry.</param>
    /// <param name="cancellation">Stops waiting for the store; the change may have reached it.</param>
    /// <returns>What hindered the store, if anything; the log of events then does it later.</returns>
    /// <remarks>Only after the commit. When in doubt whether it was one: <see cref="InvalidateAsync"/>.</remarks>
    ValueTask<StoreTrouble> WriteThroughAsync<TKey, T>(
        CacheKey<TKey, T> key, Loaded<T> committed, CancellationToken cancellation)
        where TKey : notnull;
}
