using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>
/// All that a campaign, or those of its rounds that one fault befell, has counted. Each round begins
/// with a fleet in which all is well, so that what one has lost no other counts.
/// </summary>
internal sealed record FaultFigures(
    IReadOnlyList<RoundOutcome> Rounds, BlindOutcome? Blind, int Keys)
{
    public RoundCounts Sum => Rounds.Aggregate(default(RoundCounts), (sum, one) => sum + one.Counts);

    public long Reads => Rounds.Sum(round => round.History.Reads);

    public long Writes => Rounds.Sum(round => round.History.Writes);

    public long Doubtful => Rounds.Sum(round => round.History.Doubtful);

    public long Phantoms => Rounds.Sum(round => round.History.Phantoms);

    public long VersionsNotGrowing => Rounds.Sum(round => round.History.VersionsNotGrowing);

    public long StaleBeyondBound => Rounds.Sum(round => round.History.StaleBeyondBound);

    public TimeSpan LongestStale => Rounds.Max(round => round.History.LongestStale);

    public int LostWrites => Rounds.Sum(round => round.Aftermath?.LostWrites ?? 0);

    public int LostEvents => Rounds.Sum(round => round.Aftermath?.LostEvents ?? 0);

    public Proportion StaleKeys => new(
        Rounds.Sum(round => round.Aftermath?.StaleKeys ?? 0),
        (long)Keys * Rounds.Count(round => round.Recovery.IsWell));

    public RoundOutcome? Broken => Rounds.FirstOrDefault(round => !round.Recovery.IsWell);

    /// <summary>Seconds from a fault's end to a fleet that is itself again, the shortest first.</summary>
    public IReadOnlyList<double> Back => [.. Rounds.Select(one => one.Recovery.Took.TotalSeconds).Order()];

    /// <summary>The middle one; of an even number, the longer of both.</summary>
    public double BackMedian => Back[Rounds.Count / 2];

    public IEnumerable<FaultFigures> ByFault => Rounds.GroupBy(round => round.Fault.Name)
        .OrderBy(rounds => rounds.Key, StringComparer.Ordinal)
        .Select(rounds => new FaultFigures([.. rounds], null, Keys));
}
