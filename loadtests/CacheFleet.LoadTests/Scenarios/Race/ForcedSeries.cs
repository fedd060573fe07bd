using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Race;

/// <summary>All forced trials of one policy.</summary>
internal sealed class ForcedSeries(LabPolicy policy)
{
    public LabPolicy Policy => policy;

    public List<TrialOutcome> Trials { get; } = [];

    public History History { get; } = new();

    /// <summary>
    /// Fills that the fleet refused meanwhile: that the danger was there, and was met.
    /// </summary>
    public long RefusedFills { get; set; }

    public int Held => Trials.Count(trial => trial.IsRace);

    public Proportion Stale => new(Trials.Count(trial => trial.IsStale), Trials.Count);

    public Proportion StaleReads => new(
        Trials.Sum(trial => trial.StaleReads), Trials.Sum(trial => trial.LaterReads));
}
