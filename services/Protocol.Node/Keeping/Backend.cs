namespace CacheFleet.Protocol.Node.Keeping;

/// <summary>
/// The store behind the cache: in memory, with the time that a trip to a database takes.
/// </summary>
internal sealed class Backend(TimeSpan delay, int seed, TimeProvider clock)
{
    private readonly Dictionary<string, Row> _rows = [];
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private long _reads;
    private long _writes;

    public long Reads => Interlocked.Read(ref _reads);

    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>
    /// The row as it was at some instant between the call and the answer; null if none.
    /// </summary>
    public async ValueTask<Row?> ReadAsync(string key, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        await TravelAsync(cancellation);
        Row? row;
        lock (_gate)
            row = _rows.GetValueOrDefault(key);
        await TravelAsync(cancellation);
        return row;
    }

    /// <summary>Changes one row atomically; what the change throws comes through.</summary>
    public async ValueTask<Row> UpdateAsync(string key, Change change)
    {
        await TravelAsync(CancellationToken.None);
        Row row;
        lock (_gate)
        {
            var before = _rows.GetValueOrDefault(key);
            row = _rows[key] = new Row(change(before), (before?.Version ?? 0) + 1);
        }
        Interlocked.Increment(ref _writes);
        await TravelAsync(CancellationToken.None);
        return row;
    }

    private async ValueTask TravelAsync(CancellationToken cancellation)
    {
        if (delay == TimeSpan.Zero)
            return;
        double share;
        lock (_gate)
            share = _random.NextDouble();
        await Task.Delay(delay * share, clock, cancellation);
    }
}
