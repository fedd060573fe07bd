using CacheFleet.Caching;

namespace CacheFleet.Lab.Scenarios.Soft;

internal static class SoftPolicies
{
    public const string Key = "1";
    public const string Hard = "hard-only";
    public const string Soft = "soft-and-hard";
    public const string Warm = "warm";

    public static readonly Ttl HardLife = Ttl.Seconds(1);
    public static readonly Ttl HardEnd = Ttl.Seconds(4);

    public static IReadOnlyList<string> Names { get; } = [Hard, Soft, Warm];

    public static EntryPolicy[] All =>
    [
        Named(Hard, HardLife),
        Named(Soft, HardEnd) with { FreshFor = HardLife, StaleWhileRefreshing = true, StaleOnError = true },
        Named(Warm, Ttl.Seconds(3600)),
    ];

    private static EntryPolicy Named(string name, Ttl life) => new()
    {
        Name = new PolicyName(name),
        TimeToLive = life,
        Guard = FillGuard.Lease,
        SingleFlight = true,
    };
}
