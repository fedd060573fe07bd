namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// The policies of the fleet that the scenarios compare, from no guard to the best.
/// </summary>
public static class LabPolicies
{
    // "Concurrent misses" cannot be the whole herd: who arrives after the first fill hits. A tenth
    // is far beyond what any guard lets through, and a herd of 1,000 must show more than a hundred.
    private const double LeastShareOfHerd = 0.1;

    private static readonly HerdExpectation OnceInTheFleet = (_, _) => new RecomputeBounds(1, 1);

    // On a busy machine a replica whose part of the herd comes late finds another one's fill; but
    // one recompute for
    // all of them would mean that the herd was none.
    private static readonly HerdExpectation OncePerReplica =
        (_, replicas) => new RecomputeBounds(Math.Min(2, replicas), replicas);

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
            Herd = OncePerReplica,
            Race = RaceExpectation.AlwaysStale,
        },
        new("lease", "one loader in the whole fleet; an invalidation voids its fill")
        {
            HerdRow = "B3",
            Herd = OnceInTheFleet,
            Race = RaceExpectation.NeverStale,
            RaceRow = "A3",
        },
        new("lock", "one loader in the whole fleet, by a fenced lock around the load")
        {
            HerdRow = "B3",
            Herd = OnceInTheFleet,
            Race = RaceExpectation.NeverStale,
            RaceRow = "A3",
        },
        new("xfetch", "recomputed early by chance, by every caller whose draw says so")
        {
            HerdRow = "B4",
            Herd = (herd, _) => new RecomputeBounds(1, herd * LeastShareOfHerd),
            Mean = EarlyDraws.Alone,
            Race = RaceExpectation.AlwaysStale,
        },
        new("xfetch+single-flight", "the same, once at a time in each process")
        {
            HerdRow = "B4",
            Herd = (_, replicas) => new RecomputeBounds(1, 2 * replicas),
            Mean = EarlyDraws.OneAtATimePerReplica,
            Race = RaceExpectation.AlwaysStale,
        },
        new("swr", "stale while one in the fleet refreshes, under a lease")
        {
            HerdRow = "B10",
            Herd = OnceInTheFleet,
            Race = RaceExpectation.NeverStale,
            RaceRow = "A3",
            AnswersStale = true,
        },
        new("versioned", "anybody may load; a version older than what is known is refused")
        {
            HerdRow = "A4",
            Expiries = 5,
            Herd = (herd, _) => RecomputeBounds.Above(herd * LeastShareOfHerd),
            Race = RaceExpectation.NeverStale,
            RaceRow = "A4",
        },
    ];

    public static LabPolicy Default => Find("lease")!;

    /// <summary>Before, on the way, and after: where all of them would take too long.</summary>
    public static IReadOnlyList<LabPolicy> Main { get; } =
        [Find("baseline")!, Find("single-flight")!, Find("lease")!];

    /// <summary>Those of the one table of B1 to B4.</summary>
    public static IReadOnlyList<LabPolicy> Dogpile { get; } =
    [
        Find("baseline")!, Find("single-flight")!, Find("lease")!, Find("xfetch")!,
        Find("xfetch+single-flight")!,
    ];

    public static string Names => string.Join(", ", All.Select(policy => policy.Name));

    public static LabPolicy? Find(string name) => All.FirstOrDefault(policy => policy.Name == name);
}
