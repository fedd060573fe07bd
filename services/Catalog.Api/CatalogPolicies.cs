using CacheFleet.Caching;

namespace CacheFleet.Catalog.Api;

/// <summary>
/// How each family is cached: its own policy first, and in a lab those it is compared with.
/// </summary>
/// <remarks>
/// All are guarded by leases: one load in the whole fleet, and no fill after an invalidation. A replica's own memory
/// answers for seconds only: it drops an entry at the store's hint, and a lost hint must not cost more than that.
/// </remarks>
internal static class CatalogPolicies
{
    private const double Jitter = 0.1;
    private const double UsualBeta = 1;

    private static readonly TimeSpan LongestNear = TimeSpan.FromSeconds(5);
    private static readonly Ttl AbsentFor = Ttl.Seconds(5);

    /// <summary>Never answered stale while the origin answers; its failure is survived.</summary>
    public static EntryPolicy[] Product(CatalogOptions options) =>
    [
        .. With(options, options.ProductTtl, own => own with { StaleOnError = true, AbsentFor = AbsentFor }),
        .. options.Compared ? ComparedPolicies.WritingOf(Ttl.Of(options.ProductTtl)) : [],
    ];

    /// <summary>The expensive hot one: refreshed early and in the background, nobody waits.</summary>
    public static EntryPolicy[] Bestsellers(CatalogOptions options) =>
        With(options, options.RankingTtl, own => own with
        {
            StaleWhileRefreshing = true,
            StaleOnError = true,
            Beta = UsualBeta,
        });

    /// <summary>Absent ones are not remembered: a lab inserts rows behind the cache's back.</summary>
    public static EntryPolicy[] Object(CatalogOptions options) =>
        With(options, options.ObjectTtl, own => own with { StaleOnError = true });

    /// <summary>As products: who has switched a flag wants it switched.</summary>
    public static EntryPolicy[] Flag(CatalogOptions options) =>
        With(options, options.FlagTtl, own => own with { StaleOnError = true, AbsentFor = AbsentFor });

    private static EntryPolicy[] With(
        CatalogOptions options, TimeSpan freshFor, Func<EntryPolicy, EntryPolicy> specialise)
    {
        var own = specialise(new EntryPolicy
        {
            Name = PolicyName.Default,
            FreshFor = Ttl.Of(freshFor),
            TimeToLive = Ttl.Of(freshFor * 2),
            Guard = FillGuard.Lease,
            SingleFlight = true,
            Jitter = Jitter,
            Near = new NearOptions { TimeToLive = Ttl.Of(Shorter(freshFor, LongestNear)) },
        });
        return options.Compared ? [own, .. ComparedPolicies.Of(Ttl.Of(freshFor))] : [own];
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
