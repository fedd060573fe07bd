using CacheFleet.LoadTests.Statistics;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Race;

/// <summary>What free-running clients saw; counted by many at a time.</summary>
internal sealed class FreeTally
{
    private long _reads;
    private long _staleReads;
    private long _pairs;
    private long _stalePairs;
    private long _hits;
    private long _conflicts;

    public Proportion StaleReads =>
        new(Interlocked.Read(ref _staleReads), Interlocked.Read(ref _reads));

    public Proportion StalePairs =>
        new(Interlocked.Read(ref _stalePairs), Interlocked.Read(ref _pairs));

    public double HitRate =>
        new Proportion(Interlocked.Read(ref _hits), Interlocked.Read(ref _reads)).Rate;

    public long Conflicts => Interlocked.Read(ref _conflicts);

    public void CountRead(WireResponse response, bool isStale)
    {
        Interlocked.Increment(ref _reads);
        if (isStale) Interlocked.Increment(ref _staleReads);
        if (response.Outcome is CacheOutcome.Hit or CacheOutcome.Stale) Interlocked.Increment(ref _hits);
    }

    public void CountPair(WireResponse response, bool isStale)
    {
        CountRead(response, isStale);
        Interlocked.Increment(ref _pairs);
        if (isStale) Interlocked.Increment(ref _stalePairs);
    }

    public void CountConflict() => Interlocked.Increment(ref _conflicts);
}
