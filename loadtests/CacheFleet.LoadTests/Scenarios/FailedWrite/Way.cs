using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.FailedWrite;

/// <summary>One way of changing cache and database.</summary>
/// <param name="Name">As the lab calls it; null for the way that products are written.</param>
/// <param name="Title">As the report calls it.</param>
/// <param name="IsRight">Whether it is the one that must show nothing.</param>
internal sealed record Way(string? Name, string Title, bool IsRight)
{
    public static IReadOnlyList<Way> All { get; } =
    [
        new("rollback", "cache first, rolled back", IsRight: false),
        new("resync", "cache first, set to the row (CAS)", IsRight: false),
        new("replay", "cache first, buffered and replayed", IsRight: false),
        new("parallel", "both at once, rolled back", IsRight: false),
        new(null, "database first (write-through)", IsRight: true),
    ];
}

/// <summary>What came out of one way; filled by the trials of several products.</summary>
internal sealed class WaySeries(Way way)
{
    private readonly Lock _lock = new();
    private long _reads;
    private long _backwards;
    private long _phantoms;
    private long _compared;
    private long _diverged;

    public Way Way => way;

    /// <summary>
    /// Prices stand for versions: each write counts its product's price up by one.
    /// </summary>
    public History History { get; } = new();

    /// <summary>
    /// A version that was refused is a phantom too, of which a history knows nothing.
    /// </summary>
    public SessionReport Sessions => new(
        way.Title, History.Check(TimeSpan.Zero) with { Phantoms = _phantoms });

    public long Writes { get; private set; }

    public long Acknowledged { get; private set; }

    public long Faults { get; private set; }

    public long Lost { get; private set; }

    /// <summary>Reads older than one before, of the same reader.</summary>
    public Proportion Backwards => new(_backwards, _reads);

    /// <summary>Reads of what was never committed.</summary>
    public Proportion Phantoms => new(_phantoms, _reads);

    /// <summary>Products whose cache and row differ when all is quiet.</summary>
    public Proportion Diverged => new(_diverged, _compared);

    public void CountWrite(bool acknowledged, bool faulty)
    {
        lock (_lock)
        {
            Writes++;
            if (acknowledged) Acknowledged++;
            if (faulty) Faults++;
        }
    }

    public void CountRead(bool backwards)
    {
        lock (_lock)
        {
            _reads++;
            if (backwards) _backwards++;
        }
    }

    public void CountPhantoms(long phantoms)
    {
        lock (_lock) _phantoms += phantoms;
    }

    public void CountQuiet(bool diverged, bool lost)
    {
        lock (_lock)
        {
            _compared++;
            if (diverged) _diverged++;
            if (lost) Lost++;
        }
    }
}
