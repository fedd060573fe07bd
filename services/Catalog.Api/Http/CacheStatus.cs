using System.Globalization;
using CacheFleet.Caching;

namespace CacheFleet.Catalog.Api.Http;

/// <summary>How the cache answered, in the words of RFC 9211.</summary>
internal static class CacheStatus
{
    public const string Header = "Cache-Status";

    public static string Of<T>(in Answer<T> answer) => answer.Outcome switch
    {
        ReadOutcome.Hit when answer.Tier == Tier.Near => "cachefleet; hit; detail=near",
        ReadOutcome.Hit => "cachefleet; hit",
        ReadOutcome.Stale => Stale(answer.StaleFor),
        ReadOutcome.StoreDark => "cachefleet; fwd=bypass; detail=store-dark",
        _ when answer.Joined => "cachefleet; fwd=miss; collapsed",
        _ when answer.Fill == FillOutcome.Stored => "cachefleet; fwd=miss; stored",
        _ => "cachefleet; fwd=miss",
    };

    // A time to live below zero is the standard's way to say for how long it has been stale.
    private static string Stale(TimeSpan staleFor) => string.Create(
        CultureInfo.InvariantCulture, $"cachefleet; hit; ttl=-{staleFor.TotalSeconds:F0}");
}
