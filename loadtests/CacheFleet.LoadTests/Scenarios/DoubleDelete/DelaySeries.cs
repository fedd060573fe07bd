using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.DoubleDelete;

/// <summary>All trials with one delay; without one the entry is deleted once.</summary>
internal sealed class DelaySeries(string readers, TimeSpan delay)
{
    public string Readers => readers;

    public TimeSpan Delay => delay;

    public bool IsSecond => delay > TimeSpan.Zero;

    public string Policy => IsSecond ? "double-delete" : "baseline";

    /// <summary>The writer dies right after its commit, before its first delete.</summary>
    public bool KillsWriter { get; init; }

    public List<DelayOutcome> Trials { get; } = [];

    public History History { get; } = new();

    public int Held => Trials.Count(trial => trial.HeldTheOldRow);

    public Proportion Stale => new(Trials.Count(trial => trial.IsStale), Trials.Count);

    public TimeSpan LongestHold => Trials.Count == 0 ? TimeSpan.Zero : Trials.Max(trial => trial.Held);
}

/// <param name="HeldTheOldRow">The reader filled in the old row after the write: the danger was there.</param>
/// <param name="IsStale">A read after both deletes answered the old version.</param>
/// <param name="Held">From the write's answer to the reader's: as long as it was held at most.</param>
internal readonly record struct DelayOutcome(bool HeldTheOldRow, bool IsStale, TimeSpan Held);
