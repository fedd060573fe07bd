using CacheFleet.Caching;

namespace CacheFleet.Lab.Scenarios.Sources;

internal static class SourcePolicies
{
    public const string Plain = "plain";
    public const string Guarded = "guarded";

    private static readonly Ttl Life = Ttl.Seconds(600);

    public static EntryPolicy[] All =>
    [
        new() { Name = new PolicyName(Plain), TimeToLive = Life },
        new() { Name = new PolicyName(Guarded), TimeToLive = Life, Guard = FillGuard.Lease },
    ];
}
