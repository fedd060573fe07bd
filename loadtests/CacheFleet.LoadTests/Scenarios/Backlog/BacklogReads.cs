using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Statistics;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Backlog;

/// <summary>One read of a product: when it began, what it was told.</summary>
internal readonly record struct BacklogRead(
    long Start, long End, int Product, long Version, bool IsHit, int Status);

/// <summary>
/// Users who read products at all replicas, at a steady rate, whatever the fleet does meanwhile.
/// </summary>
internal sealed class BacklogReads(FleetClient fleet, int first, int products, int seed, CancellationToken ct)
    : IDisposable
{
    private const int AtOnce = 32;

    private readonly ConnectionPool[] _pools =
        [.. fleet.Replicas.Select(replica => new ConnectionPool(replica.Address))];
    private readonly ConcurrentQueue<BacklogRead> _reads = new();
    private readonly Random _chance = new(seed);
    private readonly Lock _gate = new();

    public IReadOnlyCollection<BacklogRead> All => _reads;

    /// <summary>
    /// Has every product in the shared store, and some in every replica's memory.
    /// </summary>
    public async Task WarmAsync() => await Parallel.ForAsync(0, products,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
        async (product, _) => await AskAsync(product, product % _pools.Length));

    public async Task<string?> ReadAsync()
    {
        int product, replica;
        lock (_gate)
            (product, replica) = (_chance.Next(products), _chance.Next(_pools.Length));
        var start = Stopwatch.GetTimestamp();
        var answer = await AskAsync(product, replica);
        if (answer is { } told)
            _reads.Enqueue(new BacklogRead(start, Stopwatch.GetTimestamp(), product, told.Version,
                told.Outcome is CacheOutcome.Hit or CacheOutcome.Stale, told.Status));
        return answer is { IsSuccess: true } ? null : $"HTTP {answer?.Status}";
    }

    /// <summary>
    /// Of the reads that began in a span, those that answered less than these versions.
    /// </summary>
    public Proportion StaleBetween(long from, long to, IReadOnlyList<long> versions)
    {
        var within = _reads.Where(read => read.Start >= from && read.Start < to && read.Status == 200).ToList();
        return new Proportion(within.Count(read => read.Version < versions[read.Product]), within.Count);
    }

    /// <summary>
    /// Reads that were turned away in a span, because the origin's cap was reached.
    /// </summary>
    public Proportion RefusedBetween(long from, long to)
    {
        var within = _reads.Where(read => read.Start >= from && read.Start < to).ToList();
        return new Proportion(within.Count(read => read.Status != 200), within.Count);
    }

    /// <summary>
    /// All of it as a history: one user who reads, one import that made so many versions of each
    /// product in one transaction.
    /// </summary>
    public History HistoryWith(BacklogImport import)
    {
        const int User = 1, Importer = 2;
        var history = new History();
        for (var product = 0; product < products; product++)
        {
            var newest = import.Versions[product];
            history.Begin(product, newest - import.Times);
            for (var step = 1; step < import.Times; step++)
                history.Add(new(Importer, product, OperationKind.Doubtful, import.Start, import.End, 0));
            history.Add(new(Importer, product, OperationKind.Write, import.Start, import.End, newest));
        }
        foreach (var read in _reads.Where(read => read.Status == 200))
            history.Add(new(User, read.Product, OperationKind.Read, read.Start, read.End, read.Version));
        return history;
    }

    public void Dispose()
    {
        foreach (var pool in _pools) pool.Dispose();
    }

    private async Task<WireResponse?> AskAsync(int product, int replica)
    {
        var pool = _pools[replica];
        var path = $"/products/{(first + product).ToString(CultureInfo.InvariantCulture)}";
        try
        {
            return await pool.AskAsync(WireRequest.Get(pool.Address, path), ct);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return null;
        }
    }
}

/// <summary>An import that changed each product so many times, and the versions they have since.</summary>
internal readonly record struct BacklogImport(
    long Start, long End, int Times, IReadOnlyList<long> Versions);
