using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Versions;

/// <summary>All reads of a value that is written in one way.</summary>
internal sealed record ReadSeries(string Way, bool InPlace, double PauseSeconds)
{
    private long _reads;
    private long _torn;
    private long _cutOff;

    public long Writes { get; set; }

    public int MostLiving { get; set; }

    /// <summary>
    /// Reads that were ended because their version had gone; told so, and not answered a mixture.
    /// </summary>
    public long CutOff => _cutOff;

    /// <summary>Reads that began before a write and ended after it.</summary>
    public long Overtaken { get; set; }

    public Proportion Torn => new(_torn, _reads);

    public void CountRead(bool isTorn)
    {
        Interlocked.Increment(ref _reads);
        if (isTorn) Interlocked.Increment(ref _torn);
    }

    public void CountCutOff() => Interlocked.Increment(ref _cutOff);
}
