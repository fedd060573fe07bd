using CacheFleet.LoadTests.Statistics;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Trace;

/// <summary>
/// What came of replayed accesses. One per connection, added up; not safe for concurrent use.
/// </summary>
internal sealed class ReplayTally
{
    private readonly long[] _outcomes = new long[Enum.GetValues<CacheOutcome>().Length];

    public LatencyHistogram Latencies { get; } = new();

    public long Reads { get; private set; }

    public long Writes { get; private set; }

    public long Errors { get; private set; }

    public string? FirstError { get; private set; }

    public long Done => Reads + Writes + Errors;

    public long Hits => Of(CacheOutcome.Hit) + Of(CacheOutcome.Stale);

    public double HitRate => new Proportion(Hits, Reads).Rate;

    public long Of(CacheOutcome outcome) => _outcomes[(int)outcome];

    public void Count(bool isWrite, WireResponse response, TimeSpan latency)
    {
        if (!response.IsSuccess)
        {
            CountErrors(1, $"HTTP {response.Status}");
            return;
        }
        Latencies.Record(latency);
        if (isWrite)
        {
            Writes++;
            return;
        }
        Reads++;
        _outcomes[(int)response.Outcome]++;
    }

    public void CountErrors(int count, string error)
    {
        Errors += count;
        FirstError ??= error;
    }

    public void Add(ReplayTally other)
    {
        Latencies.Add(other.Latencies);
        Reads += other.Reads;
        Writes += other.Writes;
        Errors += other.Errors;
        FirstError ??= other.FirstError;
        for (var i = 0; i < _outcomes.Length; i++) _outcomes[i] += other._outcomes[i];
    }
}
