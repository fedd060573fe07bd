namespace CacheFleet.Catalog.Api.Rankings;

/// <summary>What sold best in the last thirty days for which there are orders.</summary>
/// <param name="Version">
/// Every transaction below this id is in it (<c>pg_snapshot_xmin</c>): it never falls from one
/// computation to a later one, and needs no clock.
/// </param>
/// <param name="Items">The products, best first.</param>
internal sealed record Bestsellers(long Version, IReadOnlyList<Bestseller> Items);

/// <summary>One place of the ranking.</summary>
internal sealed record Bestseller(
    long ProductId, string Name, int Category, long Units, long RevenueCents);
