using CacheFleet.Caching;

namespace CacheFleet.Interleavings.Tests;

/// <summary>The policies that are proved: as in use, with the number of looks cut short.</summary>
internal static class Policies
{
    public static EntryPolicy Baseline { get; } = Of("baseline", FillGuard.None);

    public static EntryPolicy Lease { get; } = Of("lease", FillGuard.Lease);

    public static EntryPolicy Version { get; } = Of("version", FillGuard.Version);

    public static EntryPolicy SingleFlight { get; } = Lease with
    {
        Name = new PolicyName("lease-single-flight"),
        SingleFlight = true,
    };

    /// <summary>Stale while it is refreshed, stale on error.</summary>
    public static EntryPolicy Swr { get; } = Lease with
    {
        Name = new PolicyName("swr"),
        FreshFor = Ttl.Seconds(10),
        StaleWhileRefreshing = true,
        StaleOnError = true,
    };

    // Three looks take a reader through every case: busy, woken or rested, out of patience.
    private static EntryPolicy Of(string name, FillGuard guard) => new()
    {
        Name = new PolicyName(name),
        TimeToLive = Ttl.Seconds(60),
        Guard = guard,
        LooksWhileBusy = 3,
    };
}
