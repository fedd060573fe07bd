namespace CacheFleet.Caching.Storing;

/// <summary>The right to fill one entry, until an invalidation or a later lease voids it.</summary>
/// <param name="Key">The entry.</param>
/// <param name="Fence">Its fencing token; never handed out twice for one entry.</param>
public readonly record struct Lease(EntryKey Key, long Fence);

/// <summary>On what terms a look is taken.</summary>
/// <param name="LeaseFor">How long a lease lasts; null asks for a ticket that any number may hold.</param>
/// <param name="EarlyBy">The XFetch draw: how many load times before its expiry the entry is stale.</param>
/// <param name="FenceOutlives">How long the fence is remembered after the lease.</param>
/// <param name="WaitsForFresh">The caller waits rather than take a stale entry: wake it.</param>
public readonly record struct LookTerms(
    TimeSpan? LeaseFor, double EarlyBy, TimeSpan FenceOutlives, bool WaitsForFresh);
