using CacheFleet.LoadTests.Histories;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>One round as it went; counts are of this round only.</summary>
internal sealed record RoundOutcome(string Victim, Fault Fault)
{
    public required Convalescence Recovery { get; init; }

    /// <summary>What its users did and were told.</summary>
    public required HistoryReport History { get; init; }

    public required RoundCounts Counts { get; init; }

    /// <summary>Null where the fleet did not come back: there was nobody to ask.</summary>
    public required Aftermath? Aftermath { get; init; }

    public bool IsClean => Aftermath is { IsClean: true };
}

/// <summary>What shows that a round was dangerous.</summary>
/// <param name="Requests">Begun by the users.</param>
/// <param name="Failed">Of these, without an answer or with a refusal.</param>
/// <param name="Writes">Acknowledged ones.</param>
/// <param name="Repeated">Events that a replica was given more than once.</param>
/// <param name="Takeovers">How often another session has become the active relay.</param>
/// <param name="RefusedFills">Fills that came too late, by the replicas that were not restarted.</param>
internal readonly record struct RoundCounts(
    long Requests, long Failed, long Writes, long Repeated, long Takeovers, long RefusedFills)
{
    public static RoundCounts operator -(RoundCounts later, RoundCounts earlier) => new(
        later.Requests - earlier.Requests, later.Failed - earlier.Failed,
        later.Writes - earlier.Writes, later.Repeated - earlier.Repeated,
        later.Takeovers - earlier.Takeovers,
        // A replica that was started again counts from 0.
        Math.Max(0, later.RefusedFills - earlier.RefusedFills));

    public static RoundCounts operator +(RoundCounts one, RoundCounts other) => new(
        one.Requests + other.Requests, one.Failed + other.Failed, one.Writes + other.Writes,
        one.Repeated + other.Repeated, one.Takeovers + other.Takeovers,
        one.RefusedFills + other.RefusedFills);
}

/// <summary>What a round without the log has left, and what is left once the log goes on.</summary>
internal sealed record BlindOutcome(Aftermath Without, Aftermath With);
