using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Histories;

/// <summary>What a history is guilty of; each count beside how often it could have been.</summary>
public sealed record HistoryReport
{
    public required long Reads { get; init; }

    public required long Writes { get; init; }

    /// <summary>Writes whose answer got lost.</summary>
    public required long Doubtful { get; init; }

    /// <summary>
    /// Reads that answered less than what had been acknowledged, to anybody, before they began.
    /// </summary>
    public required long Stale { get; init; }

    /// <summary>
    /// Of these, the ones that answered what had been superseded for longer than the bound.
    /// </summary>
    public required long StaleBeyondBound { get; init; }

    /// <summary>For how long the oldest answer had been superseded when its read began.</summary>
    public required TimeSpan LongestStale { get; init; }

    /// <summary>
    /// How many stale reads answered what had been superseded for how long, by the bars of
    /// <see cref="StalenessChart"/>.
    /// </summary>
    public required IReadOnlyList<long> StaleFor { get; init; }

    /// <summary>Reads by a client of less than it had written itself.</summary>
    public required Proportion ReadYourWrites { get; init; }

    /// <summary>Reads by a client of less than it had read before.</summary>
    public required Proportion MonotonicReads { get; init; }

    /// <summary>Reads of a version that nobody can have written yet.</summary>
    public required long Phantoms { get; init; }

    /// <summary>
    /// Writes that made a version that another one had made, or less than one acknowledged before
    /// they began.
    /// </summary>
    public required long VersionsNotGrowing { get; init; }

    public Proportion StaleReads => new(Stale, Reads);

    public Proportion StaleReadsBeyondBound => new(StaleBeyondBound, Reads);

    /// <summary>Nothing but answers that were a little old.</summary>
    public bool IsSound => Phantoms == 0 && VersionsNotGrowing == 0 && ReadYourWrites.Count == 0
        && MonotonicReads.Count == 0;
}
