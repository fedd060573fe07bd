using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.DualWrite;

/// <summary>All deaths of writers that announce their changes in one way.</summary>
internal sealed record AnnounceSeries(string Way, bool AfterCommit)
{
    public int Kills { get; set; }

    /// <summary>Changes that their rows have, of entries that were cached before.</summary>
    public long Committed { get; set; }

    public long Unheard { get; set; }

    public Proportion Lost => new(Unheard, Committed);
}
