namespace CacheFleet.Caching.Invalidating;

/// <summary>Where a durable feed of changes tells this process what its memory may not answer any more.</summary>
/// <remarks>
/// The hint of the shared store is faster and may be lost; the feed repeats it, in order, and repairs what was lost.
/// Every replica reads the whole feed at its own position. All methods are safe for any thread.
/// </remarks>
public interface IInvalidationSink
{
    /// <summary>Drops from every L1 what is older than the change, and stops loads from before it filling in.</summary>
    /// <returns>False if no family or no key here has the change's name.</returns>
    /// <remarks>The same change applied again, or an older one after a newer one, does nothing.</remarks>
    bool Apply(EntityChanged change);

    /// <summary>
    /// The feed lags or is cut off: nothing that was looked for before this timestamp is answered from memory. Call it
    /// with <see cref="long.MinValue"/> once every change up to now has been applied: what is left is trusted again.
    /// </summary>
    /// <param name="timestamp">
    /// Of <see cref="TimeProvider.GetTimestamp"/>. <see cref="long.MaxValue"/> trusts nothing.
    /// </param>
    void DistrustBefore(long timestamp);
}
