using CacheFleet.Caching;

namespace CacheFleet.Benchmarks.Nodes;

internal static class Policies
{
    /// <summary>
    /// The guards that a family has by default, and no L1: the shared store is measured.
    /// </summary>
    public static EntryPolicy Leased { get; } = new()
    {
        Name = new PolicyName("lease"),
        TimeToLive = Ttl.Seconds(600),
        Guard = FillGuard.Lease,
        SingleFlight = true,
    };

    /// <summary>The lock around the load, which leases are compared with.</summary>
    public static EntryPolicy Locked { get; } = Leased with
    {
        Name = new PolicyName("lock"),
        Guard = FillGuard.Lock,
    };

    public static EntryPolicy Near { get; } = Leased with { Near = new NearOptions() };
}
