namespace CacheFleet.Caching;

/// <summary>Strategies side by side: each under a name, and so under a key prefix, of its own.</summary>
/// <remarks>
/// For a lab that measures what each of them costs and closes. A service of one's own declares one policy,
/// its own. Where only one may load, callers of a process share their read (single-flight): under a storm of
/// writes every fill is refused, the one loader's value is right for those who wait with it and for nobody
/// else, and callers who each had to be the one loader would queue without end. Where anybody may load,
/// nobody waits.
/// </remarks>
public static class ComparedPolicies
{
    /// <summary>One loader in the whole fleet: an absent entry's lease, voided by an invalidation.</summary>
    public const string Lease = "lease";

    /// <summary>The same by the fenced lock around the load.</summary>
    public const string Lock = "lock";

    /// <summary>Early recomputation by chance (XFetch), by every caller whose draw says so; no guard.</summary>
    public const string XFetch = "xfetch";

    /// <summary>The same, once in each process.</summary>
    public const string XFetchSingleFlight = "xfetch+single-flight";

    /// <summary>Stale while one refreshes, under a lease.</summary>
    public const string StaleWhileRefreshing = "swr";

    /// <summary>Any number may load; versions say whose fill counts.</summary>
    public const string Versioned = "versioned";

    /// <summary>Unguarded; the entry is deleted twice.</summary>
    public const string DoubleDelete = "double-delete";

    /// <summary>As <see cref="Lease"/>; a write replaces the entry.</summary>
    public const string WriteThrough = "write-through";

    /// <summary>As <see cref="WriteThrough"/>; a write is buffered durably and reaches its row later.</summary>
    public const string WriteBehind = "write-behind";

    /// <summary>As <see cref="Lease"/>; a write is buffered in memory, and lost with it.</summary>
    public const string WriteBehindInMemory = "write-behind-memory";

    private const double UsualBeta = 1;

    private static readonly Ttl AnyTtl = Ttl.Seconds(1);

    /// <summary>Their names: an invalidation must reach every one of them.</summary>
    public static IReadOnlyList<PolicyName> Names { get; } = [.. Of(AnyTtl).Select(policy => policy.Name)];

    /// <summary>All of them, with the same soft time to live.</summary>
    public static IReadOnlyList<EntryPolicy> Of(Ttl freshFor) =>
    [
        EntryPolicy.Baseline(freshFor),
        EntryPolicy.SingleFlightOf(freshFor),
        Named(Lease, freshFor) with { Guard = FillGuard.Lease, SingleFlight = true },
        Named(Lock, freshFor) with { Guard = FillGuard.Lock, SingleFlight = true },
        Named(XFetch, freshFor) with { Beta = UsualBeta },
        Named(XFetchSingleFlight, freshFor) with { Beta = UsualBeta, SingleFlight = true },
        Named(StaleWhileRefreshing, freshFor) with
        {
            Guard = FillGuard.Lease,
            SingleFlight = true,
            FreshFor = freshFor,
            TimeToLive = Ttl.Of(freshFor.Span * 2),
            StaleWhileRefreshing = true,
        },
        Named(Versioned, freshFor) with { Guard = FillGuard.Version },
    ];

    /// <summary>The names of those that differ in how they write.</summary>
    public static IReadOnlyList<PolicyName> WritingNames { get; } =
        [.. WritingOf(AnyTtl).Select(policy => policy.Name)];

    /// <summary>Those that differ in how they write, with the same soft time to live.</summary>
    public static IReadOnlyList<EntryPolicy> WritingOf(Ttl freshFor) =>
    [
        Named(DoubleDelete, freshFor) with { Writes = WriteStrategy.DoubleDelete },
        Leased(WriteThrough, freshFor, WriteStrategy.WriteThrough),
        Leased(WriteBehind, freshFor, WriteStrategy.WriteBehind),
        Leased(WriteBehindInMemory, freshFor, WriteStrategy.WriteBehindInMemory),
    ];

    private static EntryPolicy Leased(string name, Ttl freshFor, WriteStrategy writes) =>
        Named(name, freshFor) with { Guard = FillGuard.Lease, SingleFlight = true, Writes = writes };

    private static EntryPolicy Named(string name, Ttl freshFor) =>
        new() { Name = new PolicyName(name), TimeToLive = freshFor };
}
