namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// The policies of the fleet that the scenarios compare, from no guard to the best.
/// </summary>
public static class LabPolicies
{
    // "Concurrent misses" cannot be the whole herd: who arrives after the first fill hits. A tenth
    // is far beyond what any guard lets through, and a herd of 1,000 must show more than a hundred.
    private const double LeastShareOfHerd = 0.1;

    public static IReadOnlyList<LabPolicy> All { get; } =
    [
        new("baseline", "no guard: every miss asks the origin")
        {
            HerdRow = "B1",
            Expiries = 5,
            Herd = (herd, _) => RecomputeBounds.Above(herd * LeastShareOfHerd),
            Race = RaceExpectation.AlwaysStale,
            IsBaseline = true,
        },
        new("single-flight", "concurrent misses of one process share one load")
        {
            HerdRow = "B2",
            Expiries = 20,
            Herd = (_, replicas) => new RecomputeBounds(replicas, replicas),
            Race = RaceExpectation.AlwaysStale,
        },
    ];

    public static LabPolicy Default => All[^1];

    public static string Names => string.Join(", ", All.Select(policy => policy.Name));

    public static LabPolicy? Find(string name) => All.FirstOrDefault(policy => policy.Name == name);
}
